using KubeTask.Core.Events;
using KubeTask.Core.Jobs;
using KubeTask.Core.Names;
using KubeTask.Core.Slots;
using KubeTask.Core.Work;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Tests.Index;

/// <summary>
/// What work there is, by KubeTask.Core's predicates, with each fact taken from all objects again each time: slow, and too plain
/// to be wrong.
/// </summary>
internal sealed class NaiveFacts(
    Dictionary<string, ObservedTask> tasks,
    Dictionary<string, ObservedJob> jobs,
    Dictionary<string, ObservedAgent> agents,
    Dictionary<string, ObservedCronTask> crons,
    Dictionary<string, ObservedPod> pods,
    Dictionary<string, ObservedConfig> configs,
    Dictionary<string, DateTimeOffset> absentSince
)
{
    /// <summary>What work there is or will be: the events' types and subjects, and when it is due.</summary>
    public List<(string Type, string Subject, DateTimeOffset At)> Work(DateTimeOffset now)
    {
        var work = new List<(string, string, DateTimeOffset)>();
        foreach (ObservedTask task in tasks.Values)
        {
            if (TaskWork.Next(FactsOf(task, now)) is { } due)
            {
                work.Add(
                    (due.EventType, due.EventType == EventType.JobCompleted ? JobOf(task)!.Key.ToString() : task.Key.ToString(), due.DueAt)
                );
            }
        }

        foreach (ObservedAgent agent in agents.Values)
        {
            if (AgentWork.Next(FactsOf(agent), now) is { } due)
                work.Add((due.EventType, agent.Key.ToString(), due.DueAt));
        }

        foreach (ObservedCronTask cron in crons.Values)
        {
            if (CronTaskWork.Next(FactsOf(cron)) is { } due)
                work.Add((due.EventType, cron.Key.ToString(), due.DueAt));
        }

        return work;
    }

    public ObservedJob? JobOf(ObservedTask task) =>
        jobs.GetValueOrDefault(ResourceNames.Job(task.Key.Name, task.EndedAttempts + 1)) is { } job && job.Owner!.Uid == task.Uid
            ? job
            : null;

    /// <summary>The pod of the Job that may still run, or of any Job if there is none.</summary>
    private ObservedPod? PodOf(ObservedTask task, ObservedJob? job) =>
        pods.Values.FirstOrDefault(p => p.Task == task.Key.Name && p.MayRun && (job is null || p.Job!.Uid == job.Uid));

    private TaskFacts FactsOf(ObservedTask task, DateTimeOffset now)
    {
        ObservedJob? job = JobOf(task);
        ObservedAgent? agent = agents.GetValueOrDefault(task.Agent);
        ObservedPod? pod = PodOf(task, job);
        PodTrouble? trouble =
            pod is not null && job is not null ? pod.Trouble
            : job is { HasNoPod: true, Ended: false } ? PodRefusal.Of(job.CreatedAt)
            : null;
        return new TaskFacts
        {
            Terminal = task.Terminal,
            Running = task.Running,
            Queued = task.Queued,
            Slot =
                agent is null || agent is { MaxConcurrentTasks: null or 0, Quota: null } ? SlotObservation.NotNeeded
                : agent.Slots.Any(s => IsInUse(s, task)) ? SlotObservation.Granted
                : SlotObservation.Waiting,
            NextAttemptAt = task.NextAttemptAt,
            Trouble = trouble,
            TroubleReported = task.TroubleReported,
            Surplus = IsSurplus(task),
            Pods = job is null
                ? new PodFacts { MayRun = pod is not null }
                : new PodFacts
                {
                    MayRun = pod is not null,
                    Agent = pod?.Agent ?? AgentObservation.NotStarted,
                    Deleting = pod?.Deleting == true,
                    StartReported = pod is not null && task.StartedPod == pod.Key.Name,
                    Replaced = pod is not null && task.StartedPod is not null && task.StartedPod != pod.Key.Name,
                    MayBeReplaced = job.ReplacesPods,
                },
            DeadlineAt =
                job is not null && task is { DeadlineSeconds: { } seconds, StartedPod: null } ? job.CreatedAt.AddSeconds(seconds) : null,
            Deleting = task.Deleting,
            Held = task.Held,
            StopRequested = task.StopRequested,
            StopReportDue = task.StopReportDue,
            SpecChanged = task.SpecChanged,
            UsageDue = task.UsageDue,
            Job =
                job is null ? JobObservation.Absent
                : job.Ended ? JobObservation.Ended
                : JobObservation.Active,
            JobAbsentSince = absentSince.GetValueOrDefault(task.Uid, now),
            WaitingSince = task.WaitingSince,
            DeleteAt = task.Kept
                ? null
                : TaskRetention.DeleteAt(
                    task.CompletedAt,
                    task.TtlSeconds,
                    Config(NaiveWorld.Namespace)?.TtlSeconds,
                    Config(NaiveWorld.Release)?.TtlSeconds
                ),
        };
    }

    private static bool IsInUse(ObservedSlot slot, ObservedTask task) =>
        slot.Task.Uid == task.Uid && SlotUse.IsInUse(slot.Attempt, slot.Since, task.EndedAttempts + 1, task.WaitingSince);

    private bool IsSurplus(ObservedTask task)
    {
        ObservedTask[] retained =
        [
            .. tasks
                .Values.Where(t => t.Terminal && !t.Deleting && !t.Kept)
                .OrderBy(t => t.CompletedAt ?? DateTimeOffset.MinValue)
                .ThenBy(t => t.Key.Name, StringComparer.Ordinal),
        ];
        return (Config(NaiveWorld.Namespace)?.MaxRetained ?? Config(NaiveWorld.Release)?.MaxRetained) is { } most
            && retained.Length > most
            && retained[0].Uid == task.Uid;
    }

    private AgentFacts FactsOf(ObservedAgent agent) =>
        new()
        {
            Deleting = agent.Deleting,
            MaxConcurrentTasks = agent.MaxConcurrentTasks,
            Quota = agent.Quota,
            Observed = agent.StatusIsCurrent,
            HasLedger = agent.HasLedger,
            Slots = agent.Slots.Count,
            SlotsToFree = agent.Slots.Count(s =>
                tasks.GetValueOrDefault(s.Task.Name) is not { } task || task.Terminal || !IsInUse(s, task)
            ),
            Waiting = tasks.Values.Count(t =>
                t.Agent == agent.Key.Name
                && t is { Queued: true, Deleting: false, StopRequested: false }
                && !agent.Slots.Any(s => IsInUse(s, t))
            ),
            QueuedReported = agent.QueuedReported,
            Starts = agent.Starts,
        };

    private CronTaskFacts FactsOf(ObservedCronTask cron)
    {
        ObservedTask[] own = [.. tasks.Values.Where(t => t.CronTask?.Uid == cron.Uid)];
        return new CronTaskFacts
        {
            Deleting = cron.Deleting,
            Observed = cron.StatusIsCurrent,
            NextScheduleTime = cron.NextScheduleTime,
            TriggerPending = cron.TriggerPending,
            Active = own.Count(t => !t.Terminal),
            ActiveReported = cron.ActiveReported,
            HistoryOverLimit =
                own.Count(t => t is { Terminal: true, Deleting: false, Failed: false }) > cron.SuccessfulLimit
                || own.Count(t => t is { Terminal: true, Deleting: false, Failed: true }) > cron.FailedLimit,
        };
    }

    private ObservedConfig? Config(string ns) => configs.GetValueOrDefault(ns);
}
