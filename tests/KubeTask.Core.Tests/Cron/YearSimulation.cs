using System.Globalization;
using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Core.Cron;
using KubeTask.Core.Work;

namespace KubeTask.Core.Tests.Cron;

/// <summary>
/// A year of one CronTask: downtime, suspend and resume, edits, triggers, ticks that are doubled, late or missing, a clock that jumps, and
/// functions that are killed between any two writes or overtaken by others. A model of the rules in docs/crontask.md checks every write; it
/// takes its due times from <see cref="CronJobRules"/>.
/// </summary>
internal sealed class YearSimulation
{
    private static readonly DateTime s_end = WallClock.Begin.AddYears(1);
    private static readonly TimeSpan s_skew = TimeSpan.FromMinutes(1);

    private readonly Random _random;
    private readonly DueTimeTable _table;
    private readonly bool _quiet;
    private readonly CronWorld _world;
    private readonly PriorityQueue<string, DateTime> _ends = new();
    private readonly Dictionary<DateTime, int> _made = [];
    private readonly Dictionary<string, int> _triggered = [];
    private readonly List<(DateTime Before, DateTime After)> _setBack = [];

    // The model: due times after _from are open. The other fields hold what the functions have observed of the spec.
    private DateTime _from = WallClock.Begin;
    private bool _seenSuspended;
    private string? _seenSchedule;
    private int _unseenEdits;

    private DateTime _time = WallClock.Begin;
    private TimeSpan _offset;

    public YearSimulation(int seed, DueTimeTable table, bool quiet = false)
    {
        _random = new Random(seed);
        _table = table;
        _quiet = quiet;
        var cronTask = new V1Alpha1CronTask
        {
            Metadata = new V1ObjectMeta
            {
                Name = "c",
                NamespaceProperty = "ns",
                Uid = "cron-uid",
                Generation = 1,
                CreationTimestamp = WallClock.Begin,
                ResourceVersion = "0",
            },
            Spec = new V1Alpha1CronTaskSpec
            {
                Schedule = table.Draw(_random),
                TimeZone = table.Zone,
                ConcurrencyPolicy = quiet ? "Allow" : Pick(null, "Forbid", "Allow", "Replace"),
                StartingDeadlineSeconds = quiet ? null : Pick<long?>(null, null, 30, 3600),
                SuccessfulTasksHistoryLimit = Pick<int?>(null, 0, 1, 5),
                FailedTasksHistoryLimit = Pick<int?>(null, 0, 2),
                TaskTemplate = new TaskTemplate { Spec = new V1Alpha1TaskSpec { Description = "x" } },
            },
        };
        _world = new CronWorld(cronTask, _random) { Creating = Creating, Created = Created };
    }

    /// <summary>The number of Tasks that were created at due times.</summary>
    public int Made => _made.Values.Sum();

    private V1Alpha1CronTaskSpec Spec => _world.CronTask.Spec;

    private DateTime Now => _time + _offset;

    public void Run()
    {
        DateTime disturbance = Later(20),
            change = Later(30),
            trigger = Later(60),
            tick = Later(5),
            upAgain = DateTime.MinValue;
        DateTime? retry = null;
        if (_quiet)
            disturbance = change = trigger = DateTime.MaxValue;
        while (true)
        {
            DateTime work = Max(Max(WorkAt(), retry ?? DateTime.MinValue), upAgain);
            DateTime next = Min(
                Min(Min(disturbance, change), Min(trigger, Max(tick, upAgain))),
                Min(work, _ends.TryPeek(out _, out DateTime end) ? end : DateTime.MaxValue)
            );
            if (next >= s_end)
                break;
            _time = Max(_time, next);
            if (_ends.TryPeek(out _, out end) && end <= _time)
            {
                End(_ends.Dequeue());
            }
            else if (disturbance <= _time)
            {
                disturbance = Later(20);
                if (_random.Next(2) == 0)
                    upAgain = _time.AddMinutes(_random.Next(1, _random.Next(2) == 0 ? 30 : 4000));
                else
                    SetClock();
                tick = Max(_time, upAgain).AddSeconds(_random.Next(60));
            }
            else if (change <= _time)
            {
                change = _random.Next(3) == 0 ? _time.AddSeconds(_random.Next(300)) : Later(30);
                Change();
            }
            else if (trigger <= _time)
            {
                trigger = Later(60);
                string value = _time.Ticks.ToString(CultureInfo.InvariantCulture);
                _world.Edit(
                    c =>
                        c with
                        {
                            Metadata = c.Metadata with { Annotations = new Dictionary<string, string> { [Annotations.Trigger] = value } },
                        },
                    spec: false
                );
            }
            else if (tick <= _time)
            {
                tick = Later(5);
                if (CronTaskGlance.MayHaveWork(_world.CronTask, new DateTimeOffset(Now)))
                    retry = Pass() ? null : _time.AddSeconds(5);
            }
            else
            {
                // Sometimes the event is late.
                if (!_quiet)
                    _time = _time.AddMilliseconds(_random.Next(50) == 0 ? _random.Next(120_000) : _random.Next(2000));
                retry = Pass() ? null : _time.AddSeconds(5);
            }
        }
    }

    private DateTime WorkAt() =>
        CronTaskWork.Next(CronFacts.Of(_world.CronTask, _world.Tasks.Values)) is not { } work ? DateTime.MaxValue
        : work.DueAt == DateTimeOffset.MinValue ? _time
        : Max(_time, work.DueAt.UtcDateTime - _offset);

    private void SetClock()
    {
        DateTime before = Now;
        _offset = _random.Next(2) == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(_random.Next(-7200, 7201));
        if (Now < before)
            _setBack.Add((before, Now));
    }

    private void Change()
    {
        Func<V1Alpha1CronTaskSpec, V1Alpha1CronTaskSpec> change = _random.Next(4) switch
        {
            0 => s => s with { Schedule = _table.Draw(_random) },
            1 => s => s with { TaskTemplate = new TaskTemplate { Spec = new V1Alpha1TaskSpec { Description = $"{_random.Next()}" } } },
            _ => s => s with { Suspend = s.Suspend != true },
        };
        _unseenEdits++;
        _world.Edit(c => c with { Spec = change(c.Spec) }, spec: true);
    }

    private bool Pass()
    {
        (DateTime? expected, DateTime from) = Expected();
        int writes = !_quiet && _random.Next(20) == 0 ? _random.Next(4) : int.MaxValue;
        Action? others =
            !_quiet && _random.Next(20) == 0 ? () => _world.Pass(Now, _random.Next(2) == 0 ? int.MaxValue : _random.Next(4), null) : null;
        string? trigger = CronTaskTrigger.Pending(_world.CronTask);
        V1Alpha1CronTaskStatus? before = _world.CronTask.Status;
        // A function that isn't disturbed otherwise sometimes finds that the API server refuses its Task.
        bool refuses = !_quiet && writes == int.MaxValue && others is null && _random.Next(20) == 0;
        bool finished = _world.Pass(Now, writes, others, refuses);
        if (_world.Refused is { } refused)
        {
            Holds(!finished, $"Task {refused.Metadata.Name} was refused, and nobody comes back");
            // The due time stays open.
            from = ScheduledAt(refused)?.AddTicks(-1) ?? from;
            (_from, _seenSuspended, _seenSchedule, _unseenEdits) = (from, Spec.Suspend == true, Spec.Schedule, 0);
            return false;
        }

        // A due time in the status is decided, even if the function was killed right after it wrote the status.
        if (!finished && ReferenceEquals(before, _world.CronTask.Status))
            return false;

        (_from, _seenSuspended, _seenSchedule, _unseenEdits) = (from, Spec.Suspend == true, Spec.Schedule, 0);
        if (expected is { } due)
            Holds(_made.ContainsKey(due), $"no Task for {due:u}");
        if (finished && trigger is not null && Spec.ConcurrencyPolicy is "Allow" or "Replace")
            Holds(_triggered.GetValueOrDefault(trigger) == 1, $"trigger {trigger}: {_triggered.GetValueOrDefault(trigger)} Tasks");
        if (finished)
            AtRest();
        return finished;
    }

    /// <summary>By the rules: the due time that must have its Task after this pass, and the time after which due times are open.</summary>
    private (DateTime?, DateTime) Expected()
    {
        if (
            Spec.Suspend == true
            || _seenSuspended
            || (_seenSchedule ?? Spec.Schedule) != Spec.Schedule
            || _unseenEdits > (_seenSchedule is null ? 0 : 1)
        )
        {
            return (null, Now);
        }

        if (_table.Latest(Spec.Schedule, _from) > Now + s_skew)
            return (null, Now);
        if (_table.Latest(Spec.Schedule, Now) is not { } latest || latest <= _from)
            return (null, Max(_from, Now));
        bool tooLate = Now - latest > TimeSpan.FromSeconds(Spec.StartingDeadlineSeconds ?? long.MaxValue / TimeSpan.TicksPerSecond);
        bool forbidden =
            Spec.ConcurrencyPolicy is null or "Forbid" && _world.Tasks.Values.Any(t => IsActive(t) && ScheduledAt(t) != latest);
        return (tooLate || forbidden ? null : latest, Now);
    }

    private void Creating(V1Alpha1Task task)
    {
        if (Spec.ConcurrencyPolicy != "Allow")
        {
            Holds(
                !_world.Tasks.Values.Any(IsActive),
                $"Task {task.Metadata.Name} beside an active one with {Spec.ConcurrencyPolicy ?? "Forbid"}"
            );
        }

        if (ScheduledAt(task) is not { } due)
        {
            string value = task.Metadata.Annotations[Annotations.Trigger];
            Holds((_triggered[value] = _triggered.GetValueOrDefault(value) + 1) == 1, $"trigger {value} twice");
            return;
        }

        Holds(Spec.Suspend != true, $"Task for {due:u} while suspended");
        Holds(_table.Latest(Spec.Schedule, Now) == due, $"Task for {due:u}, which is not the latest due time");
        Holds(due > _from || _setBack.Count > 0, $"Task for {due:u}, which was dealt with before {_from:u}");
        int passed = 1 + _setBack.Count(j => j.Before >= due && j.After < due);
        Holds(
            (_made[due] = _made.GetValueOrDefault(due) + 1) <= passed,
            $"{_made[due]} Tasks for {due:u}, which the clock has passed {passed} times"
        );
    }

    private void Created(V1Alpha1Task task) =>
        _ends.Enqueue(task.Metadata.Uid, _time.AddMinutes(_random.Next(5) == 0 ? _random.Next(3000) : _random.Next(10)));

    private void End(string uid)
    {
        if (_world.Tasks.Values.FirstOrDefault(t => t.Metadata.Uid == uid) is { } task)
        {
            _world.Tasks[task.Metadata.Name] = task with
            {
                Status = new V1Alpha1TaskStatus
                {
                    Phase = _random.Next(5) == 0 ? TaskPhase.Failed : TaskPhase.Completed,
                    CompletionTime = Now,
                },
            };
        }
    }

    /// <summary>No work is left, so the limits must hold.</summary>
    private void AtRest()
    {
        CronTaskFacts facts = CronFacts.Of(_world.CronTask, _world.Tasks.Values);
        // A reconciliation that only started a Task leaves the state of the other Tasks to the next event.
        if (facts.Active != facts.ActiveReported || facts.HistoryOverLimit)
            return;
        Holds(CronTaskWork.Next(facts) is not { } work || work.DueAt > new DateTimeOffset(Now), "there is work left");
        int active = _world.Tasks.Values.Count(IsActive);
        Holds(Spec.ConcurrencyPolicy == "Allow" || active <= 1, $"{active} Tasks are active");
    }

    private static bool IsActive(V1Alpha1Task task) => task.Status?.Phase is not (TaskPhase.Completed or TaskPhase.Failed);

    private static DateTime? ScheduledAt(V1Alpha1Task task) =>
        task.Metadata.Annotations.TryGetValue(Annotations.ScheduledAt, out string? text)
            ? DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal)
            : null;

    private void Holds(bool rule, string broken)
    {
        if (!rule)
            throw new InvalidOperationException($"{Now:u} (clock {_offset}), \"{Spec.Schedule}\" in {_table.Zone}: {broken}");
    }

    private T Pick<T>(params ReadOnlySpan<T> values) => values[_random.Next(values.Length)];

    private DateTime Later(int days) => _time.AddDays(days * -Math.Log(1 - _random.NextDouble()));

    private static DateTime Min(DateTime a, DateTime b) => a < b ? a : b;

    private static DateTime Max(DateTime a, DateTime b) => a > b ? a : b;
}
