using System.Text.Json.Nodes;
using KubeTask.Cli.Clusters;
using KubeTask.Core;
using KubeTask.Core.Api;

namespace KubeTask.Cli.Tasks;

/// <summary>One Task as it changes. Several parts of a command await its states at the same time.</summary>
internal sealed class TaskFeed : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly Lock _guard = new();
    private readonly Task _watching;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TaskFeed(Cluster cluster, JsonObject task, TimeProvider time, CancellationToken cancellationToken)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        (Raw, Current) = (task, Read(task));
        _watching = WatchAsync(cluster, time);
    }

    /// <summary>The Task as the API server last showed it.</summary>
    public V1Alpha1Task Current { get; private set; }

    /// <summary>The same, with every field.</summary>
    public JsonObject Raw { get; private set; }

    public ObjectKey Key => new(Current.Metadata.NamespaceProperty, Current.Metadata.Name);

    /// <summary>Begins to watch a Task that was just read or created.</summary>
    public static TaskFeed Start(Cluster cluster, JsonObject task, TimeProvider time, CancellationToken cancellationToken) =>
        new(cluster, task, time, cancellationToken);

    public static bool HasEnded(V1Alpha1Task task) => TaskPhase.IsTerminal(task.Status?.Phase);

    /// <summary>The first state, from now on, that is wanted.</summary>
    /// <exception cref="CliException">The Task was deleted, or can't be watched any more.</exception>
    public async Task<V1Alpha1Task> UntilAsync(Func<V1Alpha1Task, bool> wanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_guard)
            {
                if (wanted(Current))
                    return Current;
                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        _stop.Dispose();
    }

    private static V1Alpha1Task Read(JsonObject task) => Cluster.As(task, ApiJson.Default.V1Alpha1Task);

    private async Task WatchAsync(Cluster cluster, TimeProvider time)
    {
        string uid = Current.Metadata.Uid;
        string selector = Uri.EscapeDataString($"metadata.name={Current.Metadata.Name}");
        var watch = new ObjectWatch(cluster, $"{Kind.Task.Collection(Current.Metadata.NamespaceProperty)}?fieldSelector={selector}", time);
        try
        {
            await foreach (IReadOnlyDictionary<string, JsonObject> tasks in watch.StatesAsync(_stop.Token))
            {
                if (!tasks.TryGetValue(uid, out JsonObject? task))
                    throw new CliException($"Task {Current.Metadata.Name} was deleted");
                Publish(task);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Those who wait have the same token, or are gone.
        }
#pragma warning disable CA1031 // Those who wait get it, whatever it is.
        catch (Exception e)
#pragma warning restore CA1031
        {
            lock (_guard)
            {
                _changed.TrySetException(e);
                // Nobody may be waiting, and then nobody needs to know.
                _ = _changed.Task.Exception;
            }
        }
    }

    private void Publish(JsonObject task)
    {
        lock (_guard)
        {
            (Raw, Current) = (task, Read(task));
            TaskCompletionSource changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            changed.SetResult();
        }
    }
}
