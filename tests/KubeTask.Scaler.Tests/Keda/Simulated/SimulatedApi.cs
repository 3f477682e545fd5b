using KubeTask.Scaler.Index;
using KubeTask.Scaler.Tests.Index;
using KubeTask.Scaler.Tests.Watching;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Tests.Keda.Simulated;

/// <summary>Tasks and Jobs as an API server holds them. They reach an index through a watch that breaks when the server is down.</summary>
internal sealed class SimulatedApi(TimeProvider time, Random random)
{
    private readonly SortedDictionary<string, ObservedTask> _tasks = [];
    private readonly SortedDictionary<string, ObservedJob> _jobs = [];
    private readonly List<(string Task, DateTimeOffset At)> _ends = [];
    private readonly List<Action<WorkIndex>> _unsent = [];
    private WorkIndex? _index;
    private int _version = 10;

    /// <summary>Whether it answers.</summary>
    public bool Up { get; private set; } = true;

    public IEnumerable<string> Unfinished =>
        _tasks.Values.Where(t => !t.Terminal).Select(t => $"{t.Key.Name} ({(t.Running ? "Running" : "new")})");

    /// <summary>How many Jobs were created.</summary>
    public int JobsMade { get; private set; }

    public void Create(string name) =>
        Send(
            Keep(_tasks, name, Observations.Task(name, ++_version, uid: "uid-" + name) with { CreatedAt = time.GetUtcNow() }),
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

    /// <summary>The server is back. The watch resumes, or lists again.</summary>
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

        foreach (Action<WorkIndex> send in _unsent)
            send(_index);
        _unsent.Clear();
    }

    /// <summary>What OnTaskChanged does; false when the server is down.</summary>
    public bool Start(string name)
    {
        if (!Up)
            return false;
        if (!_tasks.TryGetValue(name, out ObservedTask? task) || task.Terminal || task.Running)
            return true;
        if (!_jobs.ContainsKey(name))
        {
            JobsMade++;
            Send(Keep(_jobs, name, Observations.Job(name, ++_version)), WatchChange.Added);
            _ends.Add((name, time.GetUtcNow().AddSeconds(random.Next(1, 20))));
        }

        Send(Keep(_tasks, name, task with { Running = true, ResourceVersion = $"{++_version}" }), WatchChange.Modified);
        return true;
    }

    /// <summary>What OnJobCompleted does; false when the server is down.</summary>
    public bool Finish(string name)
    {
        if (!Up)
            return false;
        if (_tasks[name] is { Terminal: false } task && _jobs[name].Ended)
        {
            Send(
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
            Send(Keep(_jobs, task, _jobs[task] with { Ended = true, ResourceVersion = $"{++_version}" }), WatchChange.Modified);
        }
    }

    private static T Keep<T>(SortedDictionary<string, T> objects, string name, T next) => objects[name] = next;

    private void Send(ObservedTask task, WatchChange change) => Send(i => i.Apply(change, task));

    private void Send(ObservedJob job, WatchChange change) => Send(i => i.Apply(change, job));

    private void Send(Action<WorkIndex> send)
    {
        if (_index is null)
            return;
        if (Up && _index.Synced.IsCompleted)
            send(_index);
        else
            _unsent.Add(send);
    }

    private void List()
    {
        _unsent.Clear();
        _index!.Replace(Array.Empty<ObservedAgent>(), $"{_version}");
        _index!.Replace(Array.Empty<ObservedCronTask>(), $"{_version}");
        _index!.Replace([.. _jobs.Values], $"{_version}");
        _index!.Replace([.. _tasks.Values], $"{_version}");
    }
}
