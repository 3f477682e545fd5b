using KubeTask.Core.Events;
using KubeTask.Core.Jobs;
using KubeTask.Core.Names;
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

    private TaskFacts FactsOf(ObservedTask task, DateTimeOffset now)
    {
        ObservedJob? job = JobOf(task);
        ObservedAgent? agent = agents.GetValueOrDefault(task.Agent);
        PodTrouble? trouble =
            job is not null && pods.GetValueOrDefault(task.Key.Name) is { } pod && pod.Job!.Uid == job.Uid ? pod.Trouble : null;
        trouble ??= job?.Trouble;
        return new TaskFacts
        {
            Terminal = task.Terminal,
            Running = task.Running,
            Queued = task.Queued,
            Slot =
                agent is null || agent is { MaxConcurrentTasks: null or 0, Quota: null } ? SlotObservation.NotNeeded
                : agent.Slots.Any(s => s.Uid == task.Uid) ? SlotObservation.Granted
                : SlotObservation.Waiting,
            NextAttemptAt = task.NextAttemptAt,
            Trouble = trouble,
            TroubleReported = task.TroubleReported,
            Surplus = IsSurplus(task),
            Deleting = task.Deleting,
            StopRequested = task.StopRequested,
            StopReportDue = task.StopReportDue,
            SpecChanged = task.SpecChanged,
            Job =
                job is null ? JobObservation.Absent
                : job.Ended ? JobObservation.Ended
                : JobObservation.Active,
            JobAbsentSince = absentSince.GetValueOrDefault(task.Uid, now),
            WaitingSince = task.WaitingSince,
            DeleteAt = TaskRetention.DeleteAt(
                task.CompletedAt,
                task.TtlSeconds,
                Config(NaiveWorld.Namespace)?.TtlSeconds,
                Config(NaiveWorld.Release)?.TtlSeconds
            ),
        };
    }

    private bool IsSurplus(ObservedTask task)
    {
        ObservedTask[] retained =
        [
            .. tasks
                .Values.Where(t => t.Terminal && !t.Deleting)
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
            Slots = agent.Slots.DistinctBy(s => s.Uid).Count(),
            SlotsToFree = agent
                .Slots.DistinctBy(s => s.Uid)
                .Count(s => tasks.GetValueOrDefault(s.Name) is not { } task || task.Uid != s.Uid || task.Terminal),
            Waiting = tasks.Values.Count(t =>
                t.Agent == agent.Key.Name
                && t is { Queued: true, Deleting: false, StopRequested: false }
                && agent.Slots.All(s => s.Uid != t.Uid)
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
