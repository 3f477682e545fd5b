using KubeTask.Core;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Index.Kinds;

/// <summary>Jobs: each is kept with the Task that owns it, or as an orphan until that Task is observed.</summary>
internal sealed class JobFeed(IndexState state) : IObservedSink<ObservedJob>
{
    private readonly OrphanJobs _orphans = new();

    /// <summary>How many Jobs have no observed Task.</summary>
    public int Orphans => _orphans.Count;

    public void BeginList()
    {
        lock (state.Gate)
            state.Jobs.BeginList();
    }

    public void TakePage(IReadOnlyList<ObservedJob> page)
    {
        lock (state.Gate)
        {
            DateTimeOffset now = state.Now;
            foreach (ObservedJob observed in page)
            {
                if (PlaceOf(observed) is { } place)
                    Set(place, observed, now);
            }
        }
    }

    public void EndList(string resourceVersion)
    {
        lock (state.Gate)
        {
            DateTimeOffset now = state.Now;
            _orphans.KeepOnly(state.Jobs.List);
            foreach (TaskEntry entry in state.Tasks.Where(t => t.Live is not null).ToList())
            {
                LiveTask live = entry.Live!;
                bool lost = false;
                foreach (JobRecord job in live.Jobs.All.Where(j => j.ListedIn != state.Jobs.List).ToList())
                    lost |= live.Jobs.Remove(job.Attempt);
                if (lost)
                    state.Evaluate(entry, now);
            }

            state.Jobs.EndList(resourceVersion);
            state.AfterList(now);
        }
    }

    public void Apply(WatchChange change, ObservedJob observed)
    {
        lock (state.Gate)
        {
            var version = Revision.Parse(observed.ResourceVersion);
            JobPlace? place = PlaceOf(observed);
            if (!state.Jobs.IsNews(change, observed.Key, version, place is { } known ? RecordAt(known)?.Version : null))
                return;
            DateTimeOffset now = state.Now;
            if (change != WatchChange.Deleted)
            {
                if (place is { } at)
                    Set(at, observed, now);
                return;
            }

            state.Jobs.Bury(observed.Key, version);
            if (place is not { } was)
                return;
            _orphans.Remove(was.Owner, was.Attempt);
            if (was.Entry?.Live is { } live && live.Jobs.Remove(was.Attempt))
                state.Evaluate(was.Entry, now);
        }
    }

    /// <summary>A Task is gone, or another Task has its name: its Jobs stay as orphans under its uid.</summary>
    public void Orphan(ObjectUid owner, LiveTask? live)
    {
        foreach (JobRecord job in live?.Jobs.All ?? [])
            _orphans.Set(owner, job);
    }

    /// <summary>Removes and returns the orphans of a Task that is now observed.</summary>
    public IReadOnlyList<JobRecord> Adopt(ObjectUid owner) => _orphans.Adopt(owner);

    /// <summary>Where a Job's record is kept; null for a Job that no Task owns, or whose name is not that of an attempt.</summary>
    private JobPlace? PlaceOf(ObservedJob job) =>
        job.Owner is { } owner && JobObservations.AttemptOf(owner.Name, job.Key.Name) is { } attempt
            ? new JobPlace(state.Tasks.Find(new ObjectKey(job.Key.Namespace, owner.Name)), ObjectUid.Parse(owner.Uid), attempt)
            : null;

    private JobRecord? RecordAt(JobPlace place) =>
        (place.Entry?.Live is { } live ? live.Jobs.Find(place.Attempt) : null) ?? _orphans.Find(place.Owner, place.Attempt);

    private void Set(JobPlace place, ObservedJob observed, DateTimeOffset now)
    {
        var record = new JobRecord(observed, place.Attempt, state.Jobs.List);
        if (RecordAt(place) is { LostBeforeStart: true } former && former.Uid == record.Uid)
            record = record with { LostBeforeStart = true };
        bool itsOwn = place.Entry is { Present: true } owner && owner.Uid == place.Owner;
        if (!itsOwn)
        {
            _orphans.Set(place.Owner, record);
            // A Job of that name belongs to another Task now, so this Task no longer has it.
            if (place.Entry?.Live is { } other && other.Jobs.Remove(place.Attempt))
                state.Evaluate(place.Entry, now);
            return;
        }

        if (place.Entry!.Live is not { } live)
            return;
        live.Jobs.Set(record);
        state.Evaluate(place.Entry, now);
    }

    /// <param name="Entry">The Task with the owner's name, if one is known.</param>
    /// <param name="Owner">The uid of the Task that owns the Job.</param>
    /// <param name="Attempt">The number of the attempt that the Job is.</param>
    private readonly record struct JobPlace(TaskEntry? Entry, ObjectUid Owner, int Attempt);
}
