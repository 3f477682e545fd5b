using KubeTask.Core;
using KubeTask.Core.Jobs;
using KubeTask.Core.Work;
using KubeTask.Scaler.Index.Store;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Index.Kinds;

/// <summary>The pods that may still run. All others are dropped at once. Guarded by the index's lock.</summary>
internal sealed class PodObservations
{
    private readonly ObservedStore<ObservedPod> _pods = new();
    private readonly Dictionary<ObjectKey, List<ObservedPod>> _byTask = [];

    /// <summary>Whether pods have been listed. Before that, nobody can say that reported trouble is over.</summary>
    public bool Synced => _pods.Synced;

    public void BeginList() => _pods.BeginList();

    /// <summary>Takes a page of a list; returns the Tasks that are affected.</summary>
    public List<ObjectKey> TakePage(IReadOnlyList<ObservedPod> page) => Take(_pods.TakePage(page.Where(p => p.MayRun)));

    public List<ObjectKey> EndList(string resourceVersion) => Take(_pods.EndList(resourceVersion));

    /// <summary>Takes a frame; returns the Tasks that are affected.</summary>
    public List<ObjectKey> Apply(WatchChange change, ObservedPod observed) =>
        _pods.Apply(observed.MayRun ? change : WatchChange.Deleted, observed) is { } effect ? Take([effect]) : [];

    /// <summary>Whether a pod of the Task may still run, whatever its Job.</summary>
    public bool MayRun(ObjectKey task) => _byTask.ContainsKey(task);

    /// <summary>The pod of a Task's Job that counts, as <see cref="AttemptPods"/> says; null if none may still run.</summary>
    /// <param name="task">The Task.</param>
    /// <param name="job">The Job.</param>
    /// <param name="started">The pod in which the agent started, as the Task's status reports it.</param>
    public ObservedPod? Counting(ObjectKey task, ObjectUid job, NameHash started)
    {
        if (!_byTask.TryGetValue(task, out List<ObservedPod>? candidates))
            return null;
        ObservedPod? counting = null;
        foreach (ObservedPod pod in candidates)
        {
            if (ObjectUid.Parse(pod.Job!.Uid) == job && (counting is null || CountsBefore(pod, counting, started)))
                counting = pod;
        }

        return counting;
    }

    /// <summary>The names of the pods of a Task's Job that may still run.</summary>
    public IReadOnlyList<string> Of(ObjectKey task, ObjectUid job) =>
        [.. (_byTask.GetValueOrDefault(task) ?? []).Where(p => ObjectUid.Parse(p.Job!.Uid) == job).Select(p => p.Key.Name)];

    private static bool CountsBefore(ObservedPod pod, ObservedPod other, NameHash started)
    {
        (int, DateTimeOffset) one = (Rank(pod, started), pod.CreatedAt);
        (int, DateTimeOffset) two = (Rank(other, started), other.CreatedAt);
        return one == two ? pod.Key < other.Key : one.CompareTo(two) > 0;
    }

    private static int Rank(ObservedPod pod, NameHash started) =>
        NameHash.Of(pod.Key.Name) == started ? 3
        : pod.Agent == AgentObservation.NotStarted ? 0
        : pod.Deleting ? 2
        : 1;

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
