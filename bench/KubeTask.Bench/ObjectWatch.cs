using System.Text.Json;

namespace KubeTask.Bench;

/// <summary>One watch of a collection, in which several states of its objects are awaited.</summary>
internal sealed class ObjectWatch(Server server, string collection, TimeProvider time) : IAsyncDisposable
{
    private readonly List<SeenObjects> _awaited = [];
    private readonly CancellationTokenSource _end = new();

    /// <summary>Ends when the watch does.</summary>
    public Task Watching { get; private set; } = Task.CompletedTask;

    /// <summary>Call it before <see cref="Begin"/>.</summary>
    public SeenObjects Await(Func<JsonElement, bool> counts, Action<JsonElement>? first = null)
    {
        var seen = new SeenObjects(this, counts, first);
        _awaited.Add(seen);
        return seen;
    }

    public void Begin() => Watching = WatchAsync();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Watching;
        _end.Dispose();
    }

    private async Task WatchAsync()
    {
        try
        {
            await foreach (JsonElement seen in server.WatchAsync(collection, _end.Token))
            {
                long timestamp = time.GetTimestamp();
                string name = seen.GetProperty("metadata").GetProperty("name").GetString()!;
                foreach (SeenObjects awaited in _awaited)
                    awaited.See(name, seen, timestamp);
            }
        }
        catch (OperationCanceledException)
        {
            // DisposeAsync ends the watch.
        }
    }
}
