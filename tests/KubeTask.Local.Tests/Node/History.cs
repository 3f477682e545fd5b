using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using PocketKube.Node.Watching;

namespace KubeTask.Local.Tests.Node;

/// <summary>Every state of some objects, in order.</summary>
internal sealed class History<T> : IAsyncDisposable
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly List<(ObjectChange Change, T Object)> _states = [];
    private readonly List<(Func<ObjectChange, T, bool> Until, TaskCompletionSource Reached)> _waiting = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly ResourceWatch<T> _watch;
    private readonly Task _run;

    private History(LocalCluster cluster, string path)
    {
        _watch = new ResourceWatch<T>(cluster.Client, path, Observe, TimeProvider.System, NullLogger.Instance);
        _run = _watch.RunAsync(_stop.Token);
    }

    public static Task<History<V1Job>> OfJobsAsync(LocalCluster cluster) => History<V1Job>.BeginAsync(cluster, "apis/batch/v1/jobs");

    public static Task<History<V1Pod>> OfPodsAsync(LocalCluster cluster) => History<V1Pod>.BeginAsync(cluster, "api/v1/pods");

    /// <summary>All states up to the first one for which the condition holds.</summary>
    public async Task<IReadOnlyList<(ObjectChange Change, T Object)>> UntilAsync(Func<ObjectChange, T, bool> until)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_states.Any(s => until(s.Change, s.Object)))
                reached.SetResult();
            else
                _waiting.Add((until, reached));
        }
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        lock (_lock)
            return [.. _states.Take(_states.FindIndex(s => until(s.Change, s.Object)) + 1)];
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _stop.Dispose();
    }

    private static async Task<History<T>> BeginAsync(LocalCluster cluster, string path)
    {
        var history = new History<T>(cluster, path);
        await history._watch.Synced;
        return history;
    }

    private void Observe(ObjectChange change, T seen)
    {
        lock (_lock)
        {
            _states.Add((change, seen));
            foreach ((_, TaskCompletionSource reached) in _waiting.Where(w => w.Until(change, seen)))
                reached.TrySetResult();
        }
    }
}
