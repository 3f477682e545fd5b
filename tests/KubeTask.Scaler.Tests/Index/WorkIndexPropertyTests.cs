using CsCheck;
using KubeTask.Scaler.Index;
using KubeTask.Scaler.Index.Queue;
using KubeTask.Scaler.Watching;
using Microsoft.Extensions.Time.Testing;

namespace KubeTask.Scaler.Tests.Index;

/// <summary>Hazard 5: however the events come, the work is that of the final state.</summary>
public sealed class WorkIndexPropertyTests
{
    private static readonly string[] s_names = ["a", "b", "c"];
    private static readonly string[] s_phases = ["", "Pending", "Running", "Running", "Completed", "Failed"];

    /// <summary>One thing that happens: to which Task name, to the Task or its Job, and what.</summary>
    private sealed record Step(int Name, bool Job, int What);

    /// <summary>What becomes of the event: how often it comes, how far it is moved back, whether it is lost.</summary>
    private sealed record Fate(int Copies, int Delay, bool Lost);

    private static readonly Gen<(Step Step, Fate Fate)[]> s_histories = Gen.Select(
        Gen.Select(Gen.Int[0, 2], Gen.Bool, Gen.Int[0, 8], (name, job, what) => new Step(name, job, what)),
        Gen.Select(Gen.Int[1, 3], Gen.Int[0, 6], Gen.Int[0, 9], (copies, delay, lost) => new Fate(copies, delay, lost == 0)),
        (step, fate) => (step, fate)
    ).Array[0, 40];

    [Fact]
    public void Hazard_5_doubled_reordered_and_dropped_events_end_in_the_work_of_the_final_state() =>
        s_histories.Sample(
            history =>
            {
                var world = new World();
                List<(int At, Action<WorkIndex> Send)> sent = [];
                bool lost = false;
                for (int i = 0; i < history.Length; i++)
                {
                    (Step step, Fate fate) = history[i];
                    if (world.Do(step) is not { } send)
                        continue;
                    lost |= fate.Lost;
                    for (int copy = 0; copy < (fate.Lost ? 0 : fate.Copies); copy++)
                        sent.Add((i + (fate.Delay * copy) + fate.Delay, send));
                }

                using WorkIndex disturbed = NewIndex(out FakeTimeProvider clock);
                Others(disturbed);
                disturbed.Replace(Array.Empty<ObservedTask>(), "0");
                disturbed.Replace(Array.Empty<ObservedJob>(), "0");
                foreach ((_, Action<WorkIndex> send) in sent.OrderBy(t => t.At))
                    send(disturbed);
                if (lost)
                    world.List(disturbed);

                using WorkIndex fresh = NewIndex(out FakeTimeProvider freshClock);
                Others(fresh);
                world.List(fresh);

                clock.Advance(TimeSpan.FromMinutes(1));
                freshClock.Advance(TimeSpan.FromMinutes(1));
                Assert.Equal(fresh.Count(WorkFilter.Tasks), disturbed.Count(WorkFilter.Tasks));
                Assert.Equal(fresh.Count(WorkFilter.Jobs), disturbed.Count(WorkFilter.Jobs));
                Assert.Equal(Drain(fresh), Drain(disturbed));
                Assert.Equal(fresh.Known.Tasks, disturbed.Known.Tasks);
            },
            iter: 3000
        );

    private static WorkIndex NewIndex(out FakeTimeProvider clock)
    {
        clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return new WorkIndex(new RedeliverySettings(), clock, new Random(1));
    }

    private static void Others(WorkIndex index)
    {
        index.Replace(Array.Empty<ObservedAgent>(), "0");
        index.Replace(Array.Empty<ObservedCronTask>(), "0");
    }

    private static List<string> Drain(WorkIndex index)
    {
        var items = new List<string>();
        while (index.TryTake() is { } item)
            items.Add($"{item.EventType} {item.Subject} {item.Id}");
        items.Sort(StringComparer.Ordinal);
        return items;
    }

    /// <summary>The API server's truth: each change has a resourceVersion of its own.</summary>
    private sealed class World
    {
        private readonly Dictionary<string, ObservedTask> _tasks = [];
        private readonly Dictionary<string, ObservedJob> _jobs = [];
        private int _version;

        public Action<WorkIndex>? Do(Step step)
        {
            string name = s_names[step.Name];
            _version++;
            return step.Job ? DoJob(name, step.What) : DoTask(name, step.What);
        }

        public void List(WorkIndex index)
        {
            index.Replace([.. _tasks.Values], $"{_version}");
            index.Replace([.. _jobs.Values], $"{_version}");
        }

        private Action<WorkIndex>? DoTask(string name, int what)
        {
            bool there = _tasks.TryGetValue(name, out ObservedTask? former);
            if (what == 8)
            {
                if (!there)
                    return null;
                _tasks.Remove(name);
                ObservedTask gone = former! with { ResourceVersion = $"{_version}" };
                return index => index.Apply(WatchChange.Deleted, gone);
            }

            ObservedTask next = Observations.Task(
                name,
                _version,
                s_phases[what % s_phases.Length],
                there ? former!.Uid : $"{name}-{_version}",
                deleting: what == 7
            );
            // Terminal phases never change.
            if (former is { Terminal: true })
                next = next with { Terminal = true, Failed = former.Failed, Running = false };
            _tasks[name] = next;
            return index => index.Apply(there ? WatchChange.Modified : WatchChange.Added, next);
        }

        private Action<WorkIndex>? DoJob(string name, int what)
        {
            bool there = _jobs.TryGetValue(name, out ObservedJob? former);
            if (what == 8)
            {
                if (!there)
                    return null;
                _jobs.Remove(name);
                ObservedJob gone = former! with { ResourceVersion = $"{_version}" };
                return index => index.Apply(WatchChange.Deleted, gone);
            }

            string uid =
                there ? former!.Owner!.Uid
                : _tasks.TryGetValue(name, out ObservedTask? task) ? task.Uid
                : "nobody";
            ObservedJob next = Observations.Job(name, _version, what > 4, uid);
            _jobs[name] = next;
            return index => index.Apply(there ? WatchChange.Modified : WatchChange.Added, next);
        }
    }
}
