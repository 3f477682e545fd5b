using System.Globalization;
using KubeTask.Core.Api;
using KubeTask.Core.Names;
using KubeTask.Core.Outcomes;
using KubeTask.Core.Work;
using KubeTask.Scaler.Index;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Tests.Index;

/// <summary>All objects as they are, and random changes of them, which are reported to an index.</summary>
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
    private readonly NaiveFacts _facts;
    private int _version = 10;

    public NaiveWorld() => _facts = new NaiveFacts(_tasks, _jobs, _agents, _crons, _pods, _configs, _absentSince);

    /// <inheritdoc cref="NaiveFacts.Work"/>
    public List<(string Type, string Subject, DateTimeOffset At)> Work(DateTimeOffset now) => _facts.Work(now);

    /// <summary>One change of one object, reported to the index as a frame, or as a list of all objects of its kind.</summary>
    /// <param name="Kind">Which kind of object.</param>
    /// <param name="Name">Which object.</param>
    /// <param name="Dice">The seed of the change.</param>
    /// <param name="Seconds">The time that passes before the change.</param>
    public sealed record Step(int Kind, int Name, int Dice, int Seconds);

    public void Do(Step step, WorkIndex index, DateTimeOffset now)
    {
        _version++;
        var dice = new Random(step.Dice);
        bool list = dice.Next(12) == 0;
        switch (step.Kind)
        {
            case 0 or 1 or 2:
                Report(index, _tasks, s_names[step.Name % s_names.Length], dice, list, former =>
                    Task(s_names[step.Name % s_names.Length], former, dice, now)
                );
                break;
            case 3:
                (string owner, int attempt) = (s_names[step.Name % s_names.Length], 1 + dice.Next(2));
                Report(index, _jobs, ResourceNames.Job(owner, attempt), dice, list, _ => Job(owner, attempt, dice, now));
                break;
            case 4:
                Report(index, _agents, s_agentNames[step.Name % 2], dice, list, _ => Agent(s_agentNames[step.Name % 2], dice, now));
                break;
            case 5:
                Report(index, _crons, s_cronNames[step.Name % 2], dice, list, former =>
                    Cron(s_cronNames[step.Name % 2], former, dice, now)
                );
                break;
            case 6:
                Report(index, _pods, s_names[step.Name % s_names.Length], dice, list, _ =>
                    Pod(s_names[step.Name % s_names.Length], dice, now)
                );
                break;
            default:
                string ns = step.Name % 2 == 0 ? Namespace : Release;
                Report(index, _configs, ns, dice, list, _ =>
                    Observations.Config(
                        ns,
                        _version,
                        dice.Next(3) == 0 ? dice.Next(40) : null,
                        maxRetained: dice.Next(2) == 0 ? dice.Next(3) : null
                    )
                );
                break;
        }

        UpdateAbsences(now);
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

    private void Report<T>(WorkIndex index, Dictionary<string, T> objects, string key, Random dice, bool list, Func<T?, T> next)
        where T : class, IObserved
    {
        T? former = objects.GetValueOrDefault(key);
        WatchChange change =
            former is null ? WatchChange.Added
            : dice.Next(5) == 0 ? WatchChange.Deleted
            : WatchChange.Modified;
        T present = change == WatchChange.Deleted ? Renumbered(former!) : next(former);
        if (change == WatchChange.Deleted)
            objects.Remove(key);
        else
            objects[key] = present;
        if (list)
            index.Replace([.. objects.Values], Text(_version));
        else
            index.Apply(change, present);
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
        ObservedTask task = Observations.Task(name, _version, phase, former?.Uid ?? $"{name}-{_version}");
        string? cron = dice.Next(2) == 0 ? s_cronNames[dice.Next(2)] : null;
        return task with
        {
            CreatedAt = former?.CreatedAt ?? now,
            CompletedAt = !terminal ? null : former?.CompletedAt ?? (dice.Next(5) == 0 ? null : now),
            TtlSeconds = dice.Next(3) == 0 ? dice.Next(60) : null,
            Kept = dice.Next(4) == 0,
            Deleting = dice.Next(6) == 0,
            StopRequested = dice.Next(5) == 0,
            Held = dice.Next(4) == 0,
            StartedPod = new[] { null, name + "-pod", name + "-other" }[dice.Next(3)],
            DeadlineSeconds = dice.Next(3) == 0 ? dice.Next(20) : null,
            SpecChanged = dice.Next(8) == 0,
            StopReportDue = dice.Next(8) == 0,
            UsageDue = dice.Next(8) == 0,
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
        return Observations.Job(task, _version, ended, uid, ResourceNames.Job(task, attempt)) with
        {
            Uid = $"job-{attempt}-of-{uid}",
            CreatedAt = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()),
            ReplacesPods = dice.Next(2) == 0,
            HasNoPod = dice.Next(3) == 0,
        };
    }

    private ObservedAgent Agent(string name, Random dice, DateTimeOffset now)
    {
        string[] holders = [.. s_names.Where(_ => dice.Next(3) == 0)];
        return Observations.Agent(
            name,
            _version,
            new int?[] { null, 0, 1, 2 }[dice.Next(4)],
            dice.Next(3),
            dice.Next(5) != 0,
            dice.Next(8) == 0
        ) with
        {
            Quota = dice.Next(3) == 0 ? new AgentQuota { MaxTaskStarts = 1, WindowSeconds = 10 } : null,
            HasLedger = dice.Next(2) == 0,
            Starts = dice.Next(2) == 0 ? [] : [now.UtcDateTime.AddSeconds(-dice.Next(12))],
            Slots =
            [
                .. holders.Select(h => new ObservedSlot(
                    new ObjectOwner(h, dice.Next(4) == 0 ? "former" : _tasks.GetValueOrDefault(h)?.Uid ?? "early"),
                    new int?[] { null, 1, 2 }[dice.Next(3)],
                    now.AddSeconds(-dice.Next(5))
                )),
            ],
        };
    }

    private ObservedCronTask Cron(string name, ObservedCronTask? former, Random dice, DateTimeOffset now) =>
        Observations.CronTask(
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
        return Observations.Pod(
            task,
            _version,
            dice.Next(4) == 0 ? null
                : dice.Next(2) == 0 ? "Unschedulable"
                : "ImagePullBackOff",
            now.AddSeconds(dice.Next(20) - 10)
        ) with
        {
            Job = new ObjectOwner("job", $"job-{1 + dice.Next(2)}-of-{uid}"),
            MayRun = dice.Next(4) != 0,
            Deleting = dice.Next(4) == 0,
            Agent = (AgentObservation)dice.Next(4),
        };
    }

    /// <summary>Since when a Job hasn't been observed is the only fact with a history.</summary>
    private void UpdateAbsences(DateTimeOffset now)
    {
        foreach (string name in s_names)
        {
            if (_tasks.GetValueOrDefault(name) is { Running: true } task && _facts.JobOf(task) is null)
                _absentSince.TryAdd(task.Uid, now);
            else if (_tasks.TryGetValue(name, out ObservedTask? other))
                _absentSince.Remove(other.Uid);
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
