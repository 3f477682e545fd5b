using KubeTask.Core;
using KubeTask.Core.Events;
using KubeTask.Core.Jobs;
using KubeTask.Core.Names;
using KubeTask.Core.Work;
using KubeTask.Scaler.Index.Queue;
using KubeTask.Scaler.Index.Store;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Index.Kinds;

/// <summary>Tasks. Facts about them also come from Jobs, pods, Agents and KubeTaskConfigs.</summary>
internal sealed class TaskFeed(IndexState state, AgentFeed agents, CronTaskFeed cronTasks, JobFeed jobs, PodFeed pods, ConfigFeed configs)
    : Feed<ObservedTask, TaskEntry>(state, state.Tasks)
{
    /// <summary>Called under the lock for each Task that was observed to be on its way, and then to have ended.</summary>
    public Action<ObservedTask>? Ended { get; set; }

    public override void Evaluate(TaskEntry entry, DateTimeOffset now)
    {
        bool decides = State.CanDecide(entry);
        TaskFacts facts = decides ? FactsOf(entry, now) : default;
        State.Queue.Settle(entry, decides ? TaskWork.Next(facts) : null, LookOf(facts), TimeSpan.Zero, now);
        State.Tasks.Release(entry);
    }

    /// <summary>The Job whose end is work for a Task: its key, and the event's id.</summary>
    public static (ObjectKey Subject, string Id) JobSubject(TaskEntry entry)
    {
        int attempt = entry.Live!.EndedAttempts + 1;
        JobRecord job = entry.Live.Jobs.Find(attempt)!.Value;
        return (new ObjectKey(entry.Namespace, ResourceNames.Job(entry.Name, attempt)), $"{job.Uid}.{job.Version}");
    }

    /// <summary>
    /// What spares the functions a read, or what they may see no more: the Job that has ended, the pod in which the agent has started, and
    /// that a pod was lost before its agent started. Null if there is nothing of that.
    /// </summary>
    public TaskObservation? Observe(TaskEntry entry, WorkType work)
    {
        if (entry.Live is not { Running: true } live || live.Jobs.Find(live.EndedAttempts + 1) is not { } job)
            return null;
        string? started =
            !live.StartedPod.IsSet
            && pods.Counting(entry.Key, job.Uid, default) is { Agent: AgentObservation.Runs, Deleting: false, Fetches: false } pod
                ? pod.Key.Name
                : null;
        string? ended = work == WorkType.JobCompleted ? $"{job.Uid}" : null;
        return started is null && ended is null
            ? null
            : new TaskObservation($"{entry.Uid}", ResourceNames.Job(entry.Name, job.Attempt), started, ended)
            {
                LostBeforeStart = job.LostBeforeStart,
            };
    }

    protected override void Change(TaskEntry entry, ObservedTask? current, DateTimeOffset now)
    {
        AgentEntry? formerAgent = entry.Live?.Agent;
        CronTally? formerCron = entry.Cron;
        bool ends =
            entry is { Present: true, Live: not null } && current is { Terminal: true } && entry.Uid == ObjectUid.Parse(current.Uid);
        CountOut(entry);
        Take(entry, current);
        CountIn(entry, current);
        if (ends)
            Ended?.Invoke(current!);
        State.Queue.Disturb(entry, now);

        AgentEntry? agent = entry.Live?.Agent;
        CronTally? cron = entry.Cron;
        Evaluate(entry, now);
        agents.Reconsider(entry, formerAgent, agent, now);
        cronTasks.Reconsider(formerCron, now);
        if (cron != formerCron)
            cronTasks.Reconsider(cron, now);
        configs.ReconsiderSurplus(entry.Namespace, now);
    }

    /// <summary>
    /// A function that starts a Task creates the Job first. The watch of Jobs may show that before the watch of Tasks shows the status, so
    /// the Job and its pods are no progress yet: to repeat the event then would be in vain.
    /// </summary>
    private static int LookOf(in TaskFacts facts) =>
        facts.Running ? HashCode.Combine(facts.Job, facts.Pods) : HashCode.Combine(facts.Job == JobObservation.Ended);

    private TaskFacts FactsOf(TaskEntry entry, DateTimeOffset now)
    {
        if (entry.Live is not { } live)
        {
            return new TaskFacts
            {
                Terminal = true,
                Deleting = entry.Deleting,
                SpecChanged = entry.SpecChanged,
                UsageDue = entry.UsageDue,
                Surplus = configs.IsSurplus(entry),
                DeleteAt = configs.DeleteAt(entry),
            };
        }

        JobRecord? job = live.Jobs.Find(live.EndedAttempts + 1);
        JobObservation observation =
            job is null ? JobObservation.Absent
            : job.Value.Ended ? JobObservation.Ended
            : JobObservation.Active;
        DateTimeOffset? absentSince = live.Running && job is null ? live.Waits?.JobAbsentSince ?? now : null;
        if (absentSince != live.Waits?.JobAbsentSince)
            live.Waits = TaskWaits.With(live.Waits, absentSince);
        ObservedPod? pod = job is { } current ? pods.Counting(entry.Key, current.Uid, live.StartedPod) : null;
        return new TaskFacts
        {
            Running = live.Running,
            Queued = live.Queued,
            Slot = SlotOf(entry, live),
            NextAttemptAt = live.Waits?.NextAttemptAt,
            Trouble = TroubleOf(live, job, pod),
            TroubleReported = live.Waits?.TroubleReported,
            Pods = PodsOf(entry, live, job, pod),
            DeadlineAt = job is { } active && !live.StartedPod.IsSet ? AttemptDeadline.At(live.DeadlineSeconds, active.CreatedAt) : null,
            Deleting = entry.Deleting,
            Held = live.Held,
            StopRequested = entry.StopRequested,
            StopReportDue = live.StopReportDue,
            SpecChanged = entry.SpecChanged,
            Job = observation,
            JobAbsentSince = absentSince ?? now,
            WaitingSince = live.Waits?.WaitingSince,
            LastDelivered = entry.Pending?.LastDelivered,
        };
    }

    private static SlotObservation SlotOf(TaskEntry entry, LiveTask live) =>
        !live.Agent.Limited ? SlotObservation.NotNeeded
        : live.Agent.HasSlotFor(entry.Uid, live) ? SlotObservation.Granted
        : SlotObservation.Waiting;

    /// <summary>
    /// What keeps a Task's pod from starting. Until pods have been listed, the trouble that the Task reports counts as still there.
    /// </summary>
    private PodTrouble? TroubleOf(LiveTask live, JobRecord? job, ObservedPod? pod)
    {
        if (pods.Synced)
            return pod is not null ? pod.Trouble : job?.Trouble;
        return live.Waits?.TroubleReported is { } reported ? new PodTrouble(reported, DateTimeOffset.MinValue) : null;
    }

    private PodFacts PodsOf(TaskEntry entry, LiveTask live, JobRecord? job, ObservedPod? pod) =>
        new()
        {
            MayRun = job is null ? pods.MayRun(entry.Key) : pod is not null,
            Agent = pod?.Agent ?? AgentObservation.NotStarted,
            Deleting = pod?.Deleting == true,
            StartReported = pod is not null && NameHash.Of(pod.Key.Name) == live.StartedPod,
            Replaced = pod is not null && live.StartedPod.IsSet && NameHash.Of(pod.Key.Name) != live.StartedPod,
            MayBeReplaced = job?.ReplacesPods == true,
        };

    private void Take(TaskEntry entry, ObservedTask? current)
    {
        ObjectUid former = entry.Uid;
        bool another = current is null || State.Tasks.Identify(entry, current);
        if (another)
        {
            jobs.Orphan(former, entry.Live);
            Forget(entry);
            entry.Pending?.Renew();
        }

        if (current is null)
        {
            State.Tasks.Vanish(entry);
            return;
        }

        entry.Deleting = current.Deleting;
        entry.Failed = current.Failed;
        entry.StopRequested = current.StopRequested;
        entry.SpecChanged = current.SpecChanged;
        entry.UsageDue = current.UsageDue;
        entry.TtlSeconds = current.TtlSeconds;
        entry.Kept = current.Kept;
        entry.Ticks = (current.Terminal ? current.CompletedAt ?? DateTimeOffset.MinValue : current.CreatedAt).UtcTicks;
        if (current.Terminal)
        {
            // Its Jobs no longer matter.
            jobs.Adopt(entry.Uid);
            Forget(entry);
            return;
        }

        TakeLive(entry, current);
    }

    private void Forget(TaskEntry entry)
    {
        State.Kept.Forget(entry);
        entry.Live = null;
    }

    private void TakeLive(TaskEntry entry, ObservedTask current)
    {
        AgentEntry agent = State.Agents.FindOrAdd(new ObjectKey(entry.Namespace, current.Agent));
        if (entry.Live is null)
        {
            entry.Live = new LiveTask { Agent = agent };
            foreach (JobRecord job in jobs.Adopt(entry.Uid))
                entry.Live.Jobs.Set(job);
        }

        LiveTask live = entry.Live;
        live.Agent = agent;
        State.Kept.KeepTask(entry, current.Json);
        if (live.EndedAttempts != current.EndedAttempts)
            State.Kept.KeepEndedPod(entry, null);
        live.Waits = TaskWaits.Of(current, live.Waits?.JobAbsentSince);
        live.EndedAttempts = current.EndedAttempts;
        live.Running = current.Running;
        live.Queued = current.Queued;
        live.Held = current.Held;
        live.StartedPod = NameHash.Of(current.StartedPod);
        live.DeadlineSeconds = current.DeadlineSeconds;
        live.StopReportDue = current.StopReportDue;
        live.Eligible = current.Queued && !current.Deleting && !current.StopRequested;
    }

    /// <summary>Takes a Task out of all counts, before it changes.</summary>
    private void CountOut(TaskEntry entry)
    {
        if (entry.Live is { } live)
        {
            live.Agent.Tasks--;
            live.Agent.Eligible -= live.Eligible ? 1 : 0;
        }

        if (entry.Retained)
            configs.Uncount(entry);
        if (entry is { Present: true, Cron: { } tally })
            cronTasks.Uncount(entry, tally);
    }

    private void CountIn(TaskEntry entry, ObservedTask? current)
    {
        if (entry.Live is { } live)
        {
            live.Agent.Tasks++;
            live.Agent.Eligible += live.Eligible ? 1 : 0;
        }

        if (entry.Retained)
            configs.Count(entry);
        entry.Cron = current?.CronTask is { } owner ? cronTasks.Count(entry, owner) : null;
    }
}
