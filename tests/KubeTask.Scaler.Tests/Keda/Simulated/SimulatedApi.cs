using KubeTask.Scaler.Index;
using KubeTask.Scaler.Tests.Index;
using KubeTask.Scaler.Tests.Watching;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Tests.Keda.Simulated;

/// <summary>Tasks and Jobs as an API server holds them, told to an index through a watch that breaks when the server is away.</summary>
internal sealed class SimulatedApi(TimeProvider time, Random random)
{
    private readonly SortedDictionary<string, ObservedTask> _tasks = [];
    private readonly SortedDictionary<string, ObservedJob> _jobs = [];
    private readonly List<(string Task, DateTimeOffset At)> _ends = [];
    private readonly List<Action<WorkIndex>> _untold = [];
    private WorkIndex? _index;
    private int _version = 10;

    /// <summary>Whether it answers.</summary>
    public bool Up { get; private set; } = true;

    public IEnumerable<string> Unfinished =>
        _tasks.Values.Where(t => !t.Terminal).Select(t => $"{t.Key.Name} ({(t.Running ? "Running" : "new")})");

    /// <summary>How often a Task got a second Job, which must be never.</summary>
    public int JobsMade { get; private set; }

    public void Create(string name) =>
        Tell(
            Keep(_tasks, name, Sights.Task(name, ++_version, uid: "uid-" + name) with { CreatedAt = time.GetUtcNow() }),
            WatchChange.Added
        );

    /// <summary>A scaler begins to watch: it lists.</summary>
    public void Watch(WorkIndex watcher)
    {
        _index = watcher;
        if (Up)
            List();
    }

    public void Unwatch() => _index = null;

    public void GoDown() => Up = false;

    /// <summary>It is back; the watch goes on where it was, or lists again.</summary>
    public void ComeBack()
    {
        Up = true;
        if (_index is null)
            return;
        if (!_index.Synced.IsCompleted || random.Next(2) == 0)
        {
            List();
            return;
        }

        foreach (Action<WorkIndex> tell in _untold)
            tell(_index);
        _untold.Clear();
    }

    /// <summary>What OnTaskChanged does; false when the server is away.</summary>
    public bool Start(string name)
    {
        if (!Up)
            return false;
        if (!_tasks.TryGetValue(name, out ObservedTask? task) || task.Terminal || task.Running)
            return true;
        if (!_jobs.ContainsKey(name))
        {
            JobsMade++;
            Tell(Keep(_jobs, name, Sights.Job(name, ++_version)), WatchChange.Added);
            _ends.Add((name, time.GetUtcNow().AddSeconds(random.Next(1, 20))));
        }

        Tell(Keep(_tasks, name, task with { Running = true, ResourceVersion = $"{++_version}" }), WatchChange.Modified);
        return true;
    }

    /// <summary>What OnJobCompleted does; false when the server is away.</summary>
    public bool Finish(string name)
    {
        if (!Up)
            return false;
        if (_tasks[name] is { Terminal: false } task && _jobs[name].Ended)
        {
            Tell(
                Keep(
                    _tasks,
                    name,
                    task with
                    {
                        Running = false,
                        Terminal = true,
                        CompletedAt = time.GetUtcNow(),
                        TtlSeconds = 0,
                        ResourceVersion = $"{++_version}",
                    }
                ),
                WatchChange.Modified
            );
        }

        return true;
    }

    /// <summary>Ends the Jobs whose time has come.</summary>
    public void Tick()
    {
        foreach ((string task, DateTimeOffset at) in _ends.Where(e => e.At <= time.GetUtcNow()).ToList())
        {
            _ends.Remove((task, at));
            Tell(Keep(_jobs, task, _jobs[task] with { Ended = true, ResourceVersion = $"{++_version}" }), WatchChange.Modified);
        }
    }

    private static T Keep<T>(SortedDictionary<string, T> objects, string name, T next) => objects[name] = next;

    private void Tell(ObservedTask task, WatchChange change) => Tell(i => i.Apply(change, task));

    private void Tell(ObservedJob job, WatchChange change) => Tell(i => i.Apply(change, job));

    private void Tell(Action<WorkIndex> tell)
    {
        if (_index is null)
            return;
        if (Up && _index.Synced.IsCompleted)
            tell(_index);
        else
            _untold.Add(tell);
    }

    private void List()
    {
        _untold.Clear();
        _index!.Replace(Array.Empty<ObservedAgent>(), $"{_version}");
        _index!.Replace(Array.Empty<ObservedCronTask>(), $"{_version}");
        _index!.Replace([.. _jobs.Values], $"{_version}");
        _index!.Replace([.. _tasks.Values], $"{_version}");
    }
}
