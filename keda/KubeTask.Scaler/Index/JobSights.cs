using KubeTask.Core.Work;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Index;

/// <summary>The Jobs of each Task, by the Task's uid: a Job of a former Task of the same name never counts.</summary>
internal sealed class JobSights
{
    private readonly Dictionary<string, List<ObservedJob>> byOwner = [];

    public void Change(ObservedJob? former, ObservedJob? current)
    {
        if (former?.Owner is { } was && byOwner.TryGetValue(was.Uid, out List<ObservedJob>? jobs))
        {
            jobs.RemoveAll(j => j.Key == former.Key);
            if (jobs.Count == 0)
                byOwner.Remove(was.Uid);
        }

        if (current?.Owner is not { } owner)
            return;
        if (!byOwner.TryGetValue(owner.Uid, out List<ObservedJob>? others))
            byOwner[owner.Uid] = others = [];
        others.Add(current);
    }

    /// <summary>Active as long as one is; the ended Job that an event would name, if all have ended.</summary>
    public (JobSight Sight, ObservedJob? Ended) Of(string taskUid)
    {
        if (!byOwner.TryGetValue(taskUid, out List<ObservedJob>? jobs))
            return (JobSight.Absent, null);
        return jobs.Exists(j => !j.Ended)
            ? (JobSight.Active, null)
            : (JobSight.Ended, jobs.MaxBy(j => j.Key));
    }
}
