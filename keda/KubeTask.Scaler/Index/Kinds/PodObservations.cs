using KubeTask.Core;
using KubeTask.Core.Jobs;
using KubeTask.Scaler.Index.Store;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Index.Kinds;

/// <summary>The pods that don't start. All others are dropped at once. Guarded by the index's lock.</summary>
internal sealed class PodObservations
{
    private readonly ObservedStore<ObservedPod> _pods = new();
    private readonly Dictionary<ObjectKey, List<ObservedPod>> _byTask = [];

    /// <summary>Whether pods have been listed. Before that, nobody can say that reported trouble is over.</summary>
    public bool Synced => _pods.Synced;

    public void BeginList() => _pods.BeginList();

    /// <summary>Takes a page of a list; returns the Tasks that are affected.</summary>
    public List<ObjectKey> TakePage(IReadOnlyList<ObservedPod> page) => Take(_pods.TakePage(page.Where(p => p.Trouble is not null)));

    public List<ObjectKey> EndList(string resourceVersion) => Take(_pods.EndList(resourceVersion));

    /// <summary>Takes a frame; returns the Tasks that are affected.</summary>
    public List<ObjectKey> Apply(WatchChange change, ObservedPod observed) =>
        _pods.Apply(observed.Trouble is null ? WatchChange.Deleted : change, observed) is { } effect ? Take([effect]) : [];

    /// <summary>What keeps the newest pod of a Task's Job from starting, if anything.</summary>
    public PodTrouble? TroubleOf(ObjectKey task, ObjectUid job)
    {
        if (!_byTask.TryGetValue(task, out List<ObservedPod>? candidates))
            return null;
        ObservedPod? newest = null;
        foreach (ObservedPod pod in candidates)
        {
            if (ObjectUid.Parse(pod.Job!.Uid) != job)
                continue;
            if (newest is null || pod.CreatedAt > newest.CreatedAt || (pod.CreatedAt == newest.CreatedAt && pod.Key < newest.Key))
                newest = pod;
        }

        return newest?.Trouble;
    }

    private List<ObjectKey> Take(List<(ObservedPod? Former, ObservedPod? Current)> changes)
    {
        var affected = new List<ObjectKey>(changes.Count);
        foreach ((ObservedPod? former, ObservedPod? current) in changes)
        {
            if (TaskOf(former) is { } was && _byTask.TryGetValue(was, out List<ObservedPod>? siblings))
            {
                siblings.RemoveAll(p => p.Key == former!.Key);
                if (siblings.Count == 0)
                    _byTask.Remove(was);
                affected.Add(was);
            }

            if (TaskOf(current) is not { } task)
                continue;
            if (!_byTask.TryGetValue(task, out List<ObservedPod>? others))
                _byTask[task] = others = [];
            others.Add(current!);
            affected.Add(task);
        }

        return affected;
    }

    private static ObjectKey? TaskOf(ObservedPod? pod) =>
        pod is { Task: { } task, Job: not null } ? new ObjectKey(pod.Key.Namespace, task) : null;
}
