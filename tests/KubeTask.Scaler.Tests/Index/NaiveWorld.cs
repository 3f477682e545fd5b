using System.Globalization;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Core.Events;
using KubeTask.Core.Jobs;
using KubeTask.Core.Names;
using KubeTask.Core.Outcomes;
using KubeTask.Core.Work;
using KubeTask.Scaler.Index;
using KubeTask.Scaler.Tests.Watching;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Tests.Index;

/// <summary>
/// All objects as they are, and what there is to do for them by KubeTask.Core's predicates, with every fact taken from all objects anew: slow, and too plain to be wrong.
/// </summary>
internal sealed class NaiveWorld
{
    public const string Namespace = "ns",
        Release = "release";
    private static readonly string[] s_names = ["a", "b", "c"];
    private static readonly string[] s_agentNames = ["x", "y"];
    private static readonly string[] s_cronNames = ["m", "n"];

    private readonly Dictionary<string, ObservedTask> _tasks = [];
    private readonly Dictionary<string, ObservedJob> _jobs = [];
    private readonly Dictionary<string, ObservedAgent> _agents = [];
    private readonly Dictionary<string, ObservedCronTask> _crons = [];
    private readonly Dictionary<string, ObservedPod> _pods = [];
    private readonly Dictionary<string, ObservedConfig> _configs = [];
    private readonly Dictionary<string, DateTimeOffset> _absentSince = [];
    private int _version = 10;

    /// <summary>One thing that happens to one object, told to the index as a frame, or as a list of all of its kind.</summary>
    /// <param name="Kind">Which kind of object.</param>
    /// <param name="Name">Which one.</param>
    /// <param name="Dice">What becomes of it.</param>
    /// <param name="Seconds">The time that passes before it.</param>
    public sealed record Step(int Kind, int Name, int Dice, int Seconds);

    public void Do(Step step, WorkIndex index, DateTimeOffset now)
    {
        _version++;
        var dice = new Random(step.Dice);
        bool list = dice.Next(12) == 0;
        switch (step.Kind)
        {
            case 0 or 1 or 2:
                Tell(
                    index,
                    _tasks,
                    s_names[step.Name % s_names.Length],
                    dice,
                    list,
                    former => Task(s_names[step.Name % s_names.Length], former, dice, now),
                    index.Apply
                );
                break;
            case 3:
                (string owner, int attempt) = (s_names[step.Name % s_names.Length], 1 + dice.Next(2));
                Tell(index, _jobs, ResourceNames.Job(owner, attempt), dice, list, _ => Job(owner, attempt, dice, now), index.Apply);
                break;
            case 4:
                Tell(
                    index,
                    _agents,
                    s_agentNames[step.Name % 2],
                    dice,
                    list,
                    _ => Agent(s_agentNames[step.Name % 2], dice, now),
                    index.Apply
                );
                break;
            case 5:
                Tell(
                    index,
                    _crons,
                    s_cronNames[step.Name % 2],
                    dice,
                    list,
                    former => Cron(s_cronNames[step.Name % 2], former, dice, now),
                    index.Apply
                );
                break;
            case 6:
                Tell(
                    index,
                    _pods,
                    s_names[step.Name % s_names.Length],
                    dice,
                    list,
                    _ => Pod(s_names[step.Name % s_names.Length], dice, now),
                    index.Apply
                );
                break;
            default:
                string ns = step.Name % 2 == 0 ? Namespace : Release;
                Tell(
                    index,
                    _configs,
                    ns,
                    dice,
                    list,
                    _ =>
                        Sights.Config(
                            ns,
                            _version,
                            dice.Next(3) == 0 ? dice.Next(40) : null,
                            maxRetained: dice.Next(2) == 0 ? dice.Next(3) : null
                        ),
                    index.Apply
                );
                break;
        }

        Notice(now);
    }

    public void ListAll(WorkIndex index)
    {
        string now = Text(++_version);
        index.Replace([.. _configs.Values], now);
        index.Replace([.. _pods.Values], now);
        index.Replace([.. _crons.Values], now);
        index.Replace([.. _jobs.Values], now);
        index.Replace([.. _tasks.Values], now);
        index.Replace([.. _agents.Values], now);
    }

    /// <summary>What is due now, as the events' types and subjects; crons with how long they are woken ahead.</summary>
    public List<(string Type, string Subject, DateTimeOffset At)> Work(DateTimeOffset now)
    {
        var work = new List<(string, string, DateTimeOffset)>();
        foreach (ObservedTask task in _tasks.Values)
        {
            if (TaskWork.Next(FactsOf(task, now)) is { } due)
            {
                work.Add(
                    (due.EventType, due.EventType == EventType.JobCompleted ? JobOf(task)!.Key.ToString() : task.Key.ToString(), due.DueAt)
                );
            }
        }

        foreach (ObservedAgent agent in _agents.Values)
        {
            if (AgentWork.Next(FactsOf(agent), now) is { } due)
                work.Add((due.EventType, agent.Key.ToString(), due.DueAt));
        }

        foreach (ObservedCronTask cron in _crons.Values)
        {
            if (CronTaskWork.Next(FactsOf(cron)) is { } due)
                work.Add((due.EventType, cron.Key.ToString(), due.DueAt));
        }

        return work;
    }

    private void Tell<T>(
        WorkIndex index,
        Dictionary<string, T> objects,
        string key,
        Random dice,
        bool list,
        Func<T?, T> next,
        Action<WatchChange, T> apply
    )
        where T : class, IObserved
    {
        T? former = objects.GetValueOrDefault(key);
        WatchChange change =
            former is null ? WatchChange.Added
            : dice.Next(5) == 0 ? WatchChange.Deleted
            : WatchChange.Modified;
        T told = change == WatchChange.Deleted ? Renumbered(former!) : next(former);
        if (change == WatchChange.Deleted)
            objects.Remove(key);
        else
            objects[key] = told;
        if (list)
            ((IObservedSink<T>)(object)index).Replace([.. objects.Values], Text(_version));
        else
            apply(change, told);
    }

    private T Renumbered<T>(T former)
        where T : IObserved =>
        (T)
            (object)(
                former switch
                {
                    ObservedTask o => o with { ResourceVersion = Text(_version) },
                    ObservedJob o => o with { ResourceVersion = Text(_version) },
                    ObservedAgent o => o with { ResourceVersion = Text(_version) },
                    ObservedCronTask o => o with { ResourceVersion = Text(_version) },
                    ObservedPod o => o with { ResourceVersion = Text(_version) },
                    ObservedConfig o => o with { ResourceVersion = Text(_version) },
                    _ => throw new InvalidOperationException(),
                }
            );

    private ObservedTask Task(string name, ObservedTask? former, Random dice, DateTimeOffset now)
    {
        string phase = former is { Terminal: true }
            ? former.Failed
                ? "Failed"
                : "Completed"
            : new[] { "", "Pending", "Queued", "Queued", "Running", "Running", "Completed", "Failed" }[dice.Next(8)];
        bool terminal = phase is "Completed" or "Failed";
        ObservedTask task = Sights.Task(name, _version, phase, former?.Uid ?? $"{name}-{_version}");
        string? cron = dice.Next(2) == 0 ? s_cronNames[dice.Next(2)] : null;
        return task with
        {
            CreatedAt = former?.CreatedAt ?? now,
            CompletedAt = !terminal ? null : former?.CompletedAt ?? (dice.Next(5) == 0 ? null : now),
            TtlSeconds = dice.Next(3) == 0 ? dice.Next(60) : null,
            Deleting = dice.Next(6) == 0,
            StopRequested = dice.Next(5) == 0,
            SpecChanged = dice.Next(8) == 0,
            Agent = former?.Agent ?? s_agentNames[dice.Next(2)],
            CronTask =
                former is not null ? former.CronTask
                : cron is null ? null
                : new ObjectOwner(cron, _crons.GetValueOrDefault(cron)?.Uid ?? "nobody"),
            EndedAttempts = dice.Next(3) == 0 ? 1 : 0,
            NextAttemptAt = dice.Next(4) == 0 ? now.AddSeconds(dice.Next(20)) : null,
            TroubleReported = new[] { "Unschedulable", TaskReason.Starting, null, null, null, null }[dice.Next(6)],
            WaitingSince = dice.Next(4) == 0 ? now.AddSeconds(-dice.Next(5)) : null,
        };
    }

    private ObservedJob Job(string task, int attempt, Random dice, DateTimeOffset now)
    {
        string uid = dice.Next(5) == 0 ? "former" : _tasks.GetValueOrDefault(task)?.Uid ?? "early";
        bool ended = dice.Next(3) == 0;
        return Sights.Job(task, _version, ended, uid, ResourceNames.Job(task, attempt)) with
        {
            Uid = $"job-{attempt}-of-{uid}",
            Trouble =
                ended || dice.Next(3) != 0
                    ? null
                    : new PodTrouble(TaskReason.PodNotCreated, DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds() + 5)),
        };
    }

    private ObservedAgent Agent(string name, Random dice, DateTimeOffset now)
    {
        string[] holders = [.. s_names.Where(_ => dice.Next(3) == 0)];
        return Sights.Agent(
            name,
            _version,
            new int?[] { null, 0, 1, 2 }[dice.Next(4)],
            dice.Next(3),
            dice.Next(5) != 0,
            dice.Next(8) == 0
        ) with
        {
            Quota = dice.Next(3) == 0 ? new AgentQuota { MaxTaskStarts = 1, WindowSeconds = 10 } : null,
            Starts = dice.Next(2) == 0 ? [] : [now.UtcDateTime.AddSeconds(-dice.Next(12))],
            Slots =
            [
                .. holders.Select(h => new ObjectOwner(h, dice.Next(4) == 0 ? "former" : _tasks.GetValueOrDefault(h)?.Uid ?? "early")),
            ],
        };
    }

    private ObservedCronTask Cron(string name, ObservedCronTask? former, Random dice, DateTimeOffset now) =>
        Sights.CronTask(
            name,
            _version,
            dice.Next(4) == 0 ? null : now.AddSeconds(dice.Next(90) - 10),
            dice.Next(3),
            dice.Next(6) != 0,
            dice.Next(6) == 0,
            dice.Next(8) == 0
        ) with
        {
            Uid = former?.Uid ?? $"{name}-{_version}",
            SuccessfulLimit = dice.Next(2),
            FailedLimit = dice.Next(2),
        };

    private ObservedPod Pod(string task, Random dice, DateTimeOffset now)
    {
        string uid = dice.Next(5) == 0 ? "former" : _tasks.GetValueOrDefault(task)?.Uid ?? "early";
        return Sights.Pod(
            task,
            _version,
            dice.Next(4) == 0 ? null
                : dice.Next(2) == 0 ? "Unschedulable"
                : "ImagePullBackOff",
            now.AddSeconds(dice.Next(20) - 10)
        ) with
        {
            Job = new ObjectOwner("job", $"job-{1 + dice.Next(2)}-of-{uid}"),
        };
    }

    /// <summary>Since when Jobs are unseen is the one fact that has a past.</summary>
    private void Notice(DateTimeOffset now)
    {
        foreach (string name in s_names)
        {
            if (_tasks.GetValueOrDefault(name) is { Running: true } task && JobOf(task) is null)
                _absentSince.TryAdd(task.Uid, now);
            else if (_tasks.TryGetValue(name, out ObservedTask? other))
                _absentSince.Remove(other.Uid);
        }
    }

    private ObservedJob? JobOf(ObservedTask task) =>
        _jobs.GetValueOrDefault(ResourceNames.Job(task.Key.Name, task.EndedAttempts + 1)) is { } job && job.Owner!.Uid == task.Uid
            ? job
            : null;

    private TaskFacts FactsOf(ObservedTask task, DateTimeOffset now)
    {
        ObservedJob? job = JobOf(task);
        ObservedAgent? agent = _agents.GetValueOrDefault(task.Agent);
        PodTrouble? trouble =
            job is not null && _pods.GetValueOrDefault(task.Key.Name) is { } pod && pod.Job!.Uid == job.Uid ? pod.Trouble : null;
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
            SpecChanged = task.SpecChanged,
            Job =
                job is null ? JobObservation.Absent
                : job.Ended ? JobObservation.Ended
                : JobObservation.Active,
            JobAbsentSince = _absentSince.GetValueOrDefault(task.Uid, now),
            WaitingSince = task.WaitingSince,
            DeleteAt = TaskRetention.DeleteAt(
                task.CompletedAt,
                task.TtlSeconds,
                Config(Namespace)?.TtlSeconds,
                Config(Release)?.TtlSeconds
            ),
        };
    }

    private bool IsSurplus(ObservedTask task)
    {
        ObservedTask[] retained =
        [
            .. _tasks
                .Values.Where(t => t.Terminal && !t.Deleting)
                .OrderBy(t => t.CompletedAt ?? DateTimeOffset.MinValue)
                .ThenBy(t => t.Key.Name, StringComparer.Ordinal),
        ];
        return (Config(Namespace)?.MaxRetained ?? Config(Release)?.MaxRetained) is { } most
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
                .Count(s => _tasks.GetValueOrDefault(s.Name) is not { } task || task.Uid != s.Uid || task.Terminal),
            Waiting = _tasks.Values.Count(t =>
                t.Agent == agent.Key.Name
                && t is { Queued: true, Deleting: false, StopRequested: false }
                && agent.Slots.All(s => s.Uid != t.Uid)
            ),
            QueuedReported = agent.QueuedReported,
            Starts = agent.Starts,
        };

    private CronTaskFacts FactsOf(ObservedCronTask cron)
    {
        ObservedTask[] own = [.. _tasks.Values.Where(t => t.CronTask?.Uid == cron.Uid)];
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

    private ObservedConfig? Config(string ns) => _configs.GetValueOrDefault(ns);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
