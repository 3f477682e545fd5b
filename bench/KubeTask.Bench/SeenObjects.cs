using System.Collections.Concurrent;
using System.Text.Json;

namespace KubeTask.Bench;

/// <summary>When a watch first showed each object in one awaited state.</summary>
/// <param name="watch">The watch, which must not end meanwhile.</param>
/// <param name="counts">Whether an object is in that state.</param>
/// <param name="first">Is called with each such object once.</param>
internal sealed class SeenObjects(ObjectWatch watch, Func<JsonElement, bool> counts, Action<JsonElement>? first)
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<long>> _seen = new();

    /// <summary>How many were seen.</summary>
    public int Count => _seen.Values.Count(s => s.Task.IsCompleted);

    public void See(string name, JsonElement seen, long timestamp)
    {
        if (counts(seen) && Of(name).TrySetResult(timestamp))
            first?.Invoke(seen);
    }

    /// <summary>The timestamp at which the object was seen.</summary>
    /// <exception cref="InvalidOperationException">The watch has ended.</exception>
    public async Task<long> SeenAsync(string name, CancellationToken cancellationToken)
    {
        Task<long> seen = Of(name).Task;
        if (await Task.WhenAny(seen, watch.Watching).WaitAsync(cancellationToken) == seen)
            return await seen;
        await watch.Watching;
        throw new InvalidOperationException($"the watch has ended, and hasn't shown {name}");
    }

    /// <summary>The timestamp at which the last of them was seen.</summary>
    public async Task<long> AllAsync(IEnumerable<string> names, CancellationToken cancellationToken)
    {
        long last = 0;
        foreach (string name in names)
            last = Math.Max(last, await SeenAsync(name, cancellationToken));
        return last;
    }

    private TaskCompletionSource<long> Of(string name) =>
        _seen.GetOrAdd(name, _ => new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously));
}
