using k8s.Models;
using PocketKube.Node.Watching;

namespace PocketKube.Node.Pods;

/// <summary>Runs the pods of the node: those bound to it, and all unbound ones.</summary>
internal sealed class PodRunner(NodeParts node) : IAsyncDisposable
{
    private readonly Dictionary<string, (PodLifecycle Lifecycle, Task Life)> _pods = [];
    private readonly CancellationTokenSource _shutdown = new();
    private readonly Lock _lock = new();

    public void Observe(ObjectChange change, V1Pod pod)
    {
        lock (_lock)
        {
            bool known = _pods.TryGetValue(pod.Metadata.Uid, out (PodLifecycle Lifecycle, Task Life) entry);
            if (change == ObjectChange.Deleted)
            {
                entry.Lifecycle?.Gone();
            }
            else if (known)
            {
                entry.Lifecycle.Observe(pod);
            }
            else if (
                !_shutdown.IsCancellationRequested && (pod.Spec.NodeName is not { Length: > 0 } name || name == node.Settings.NodeName)
            )
            {
                var lifecycle = new PodLifecycle(node, pod);
                _pods[pod.Metadata.Uid] = (lifecycle, Task.Run(() => LiveAsync(lifecycle, pod)));
            }
        }
    }

    /// <summary>Ends every process; returns when all are dead.</summary>
    public async ValueTask DisposeAsync()
    {
        await _shutdown.CancelAsync();
        Task[] lives;
        lock (_lock)
            lives = [.. _pods.Values.Select(p => p.Life)];
        await Task.WhenAll(lives);
        _shutdown.Dispose();
    }

    private async Task LiveAsync(PodLifecycle lifecycle, V1Pod pod)
    {
        using (lifecycle)
        {
            try
            {
                await lifecycle.RunAsync(_shutdown.Token);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // The boundary of one pod: a fault in it must not stop the others.
                node.Logger.LogError(e, "Pod {Namespace}/{Name} failed in the node", pod.Metadata.NamespaceProperty, pod.Metadata.Name);
            }
            lock (_lock)
                _pods.Remove(pod.Metadata.Uid);
        }
    }
}
