using KubeTask.Core;
using KubeTask.Scaler.Index.Store;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Index.Kinds;

/// <summary>
/// Pods: what keeps one from starting, whether its agent runs, and its deletion are facts about its Task. The end of one whose Task is over
/// matters to the Agent whose slot it held.
/// </summary>
internal sealed class PodFeed(IndexState state, AgentFeed agents) : IObservedSink<ObservedPod>
{
    private readonly PodObservations _pods = new();

    /// <summary>Whether pods have been listed. Before that, nobody can say that reported trouble is over.</summary>
    public bool Synced => _pods.Synced;

    /// <inheritdoc cref="PodObservations.MayRun"/>
    public bool MayRun(ObjectKey task) => _pods.MayRun(task);

    /// <inheritdoc cref="PodObservations.Counting"/>
    public ObservedPod? Counting(ObjectKey task, ObjectUid job, NameHash started) => _pods.Counting(task, job, started);

    /// <inheritdoc cref="PodObservations.Of"/>
    public IReadOnlyList<string> Of(ObjectKey task, ObjectUid job) => _pods.Of(task, job);

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
        {
            if (change == WatchChange.Deleted && observed.NeverStarted)
                KeepLoss(observed);
            if (change != WatchChange.Deleted && observed.Json is { } ended)
                KeepEnd(observed, ended);
            Reconsider(_pods.Apply(change, observed));
        }
    }

    /// <summary>
    /// Keeps that the pod of a Job was lost before its agent started: nothing says so when the pod is gone. A Job that replaces its pod may
    /// have another one, whose agent starts.
    /// </summary>
    private void KeepLoss(ObservedPod pod)
    {
        if (pod is not { Task: { } task, Job: { } owner } || state.Tasks.Find(new ObjectKey(pod.Key.Namespace, task))?.Live is not { } live)
            return;
        var uid = ObjectUid.Parse(owner.Uid);
        foreach (JobRecord job in live.Jobs.All.Where(j => j.Uid == uid && !j.ReplacesPods).ToList())
            live.Jobs.Set(job with { LostBeforeStart = true });
    }

    /// <summary>Keeps how the pod of the current attempt ended, for the event of its Job's end.</summary>
    private void KeepEnd(ObservedPod pod, byte[] json)
    {
        if (
            state.Tasks.Find(new ObjectKey(pod.Key.Namespace, pod.Task!)) is { Live: { } live } entry
            && live.Jobs.Find(live.EndedAttempts + 1) is { } job
            && job.Uid == ObjectUid.Parse(pod.Job!.Uid)
        )
        {
            state.Kept.KeepEndedPod(entry, json);
        }
    }

    private void Reconsider(List<ObjectKey> tasks)
    {
        DateTimeOffset now = state.Now;
        foreach (ObjectKey key in tasks)
        {
            if (state.Tasks.Find(key) is { Live: not null } entry)
                state.Evaluate(entry, now);
            else
                agents.PodChanged(key, now);
        }
    }
}
