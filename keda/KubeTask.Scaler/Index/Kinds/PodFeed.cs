using KubeTask.Core;
using KubeTask.Core.Jobs;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Index.Kinds;

/// <summary>Pods: what keeps one from starting is a fact about its Task.</summary>
internal sealed class PodFeed(IndexState state) : IObservedSink<ObservedPod>
{
    private readonly PodObservations _pods = new();

    /// <summary>Whether pods have been listed. Before that, nobody can say that reported trouble is over.</summary>
    public bool Synced => _pods.Synced;

    /// <summary>What keeps the newest pod of a Task's Job from starting, if anything.</summary>
    public PodTrouble? TroubleOf(ObjectKey task, ObjectUid job) => _pods.TroubleOf(task, job);

    public void BeginList()
    {
        lock (state.Gate)
            _pods.BeginList();
    }

    public void TakePage(IReadOnlyList<ObservedPod> page)
    {
        lock (state.Gate)
            Reconsider(_pods.TakePage(page));
    }

    public void EndList(string resourceVersion)
    {
        lock (state.Gate)
        {
            bool first = !_pods.Synced;
            Reconsider(_pods.EndList(resourceVersion));
            if (first)
                Reconsider([.. state.Tasks.Where(t => t.Live?.Waits?.TroubleReported is not null).Select(t => t.Key)]);
        }
    }

    public void Apply(WatchChange change, ObservedPod observed)
    {
        lock (state.Gate)
            Reconsider(_pods.Apply(change, observed));
    }

    private void Reconsider(List<ObjectKey> tasks)
    {
        DateTimeOffset now = state.Now;
        foreach (ObjectKey key in tasks)
        {
            if (state.Tasks.Find(key) is { Live: not null } entry)
                state.Evaluate(entry, now);
        }
    }
}
