using System.Collections.Concurrent;
using System.Text.Json;

namespace KubeTask.Bench;

/// <summary>When a watch first showed each object in the awaited state.</summary>
internal sealed class SeenObjects(
    Server server,
    string collection,
    Func<JsonElement, bool> counts,
    TimeProvider time,
    Action<string>? first = null
) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<long>> _seen = new();
    private readonly CancellationTokenSource _end = new();
    private Task _watching = Task.CompletedTask;

    public void Begin() => _watching = WatchAsync();

    /// <summary>How many were seen.</summary>
    public int Count => _seen.Values.Count(s => s.Task.IsCompleted);

    /// <summary>The timestamp at which the object was seen.</summary>
    /// <exception cref="InvalidOperationException">The watch has ended.</exception>
    public async Task<long> SeenAsync(string name, CancellationToken cancellationToken)
    {
        Task<long> seen = Of(name).Task;
        if (await Task.WhenAny(seen, _watching).WaitAsync(cancellationToken) == seen)
            return await seen;
        await _watching;
        throw new InvalidOperationException($"the watch of {collection} has ended");
    }

    /// <summary>The timestamp at which the last of them was seen.</summary>
    public async Task<long> AllAsync(IEnumerable<string> names, CancellationToken cancellationToken) =>
        (await Task.WhenAll(names.Select(n => SeenAsync(n, cancellationToken)))).Max();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _watching;
        _end.Dispose();
    }

    private async Task WatchAsync()
    {
        try
        {
            await foreach (JsonElement seen in server.WatchAsync(collection, _end.Token))
            {
                string name = seen.GetProperty("metadata").GetProperty("name").GetString()!;
                if (counts(seen) && Of(name).TrySetResult(time.GetTimestamp()))
                    first?.Invoke(name);
            }
        }
        catch (OperationCanceledException)
        {
            // DisposeAsync ends the watch.
        }
    }

    private TaskCompletionSource<long> Of(string name) =>
        _seen.GetOrAdd(name, _ => new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously));
}
