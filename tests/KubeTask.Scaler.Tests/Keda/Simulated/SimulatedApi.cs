using KubeTask.Scaler.Index;
using KubeTask.Scaler.Tests.Index;
using KubeTask.Scaler.Tests.Watching;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Tests.Keda.Simulated;

/// <summary>Tasks and Jobs as an API server holds them, told to an index through a watch that breaks when the server is away.</summary>
internal sealed class SimulatedApi(TimeProvider time, Random random)
{
    private readonly SortedDictionary<string, ObservedTask> tasks = [];
    private readonly SortedDictionary<string, ObservedJob> jobs = [];
    private readonly List<(string Task, DateTimeOffset At)> ends = [];
    private readonly List<Action<WorkIndex>> untold = [];
    private WorkIndex? index;
    private int version = 10;

    /// <summary>Whether it answers.</summary>
    public bool Up { get; private set; } = true;

    public IEnumerable<string> Unfinished => tasks.Values.Where(t => !t.Terminal).Select(t => $"{t.Key.Name} ({(t.Running ? "Running" : "new")})");

    /// <summary>How often a Task got a second Job, which must be never.</summary>
    public int JobsMade { get; private set; }

    public void Create(string name) => Tell(Keep(tasks, name, Sights.Task(name, ++version, uid: "uid-" + name) with { CreatedAt = time.GetUtcNow() }), WatchChange.Added);

    /// <summary>A scaler begins to watch: it lists.</summary>
    public void Watch(WorkIndex watcher)
    {
        index = watcher;
        if (Up)
            List();
    }

    public void Unwatch() => index = null;

    public void GoDown() => Up = false;

    /// <summary>It is back; the watch goes on where it was, or lists again.</summary>
    public void ComeBack()
    {
        Up = true;
        if (index is null)
            return;
        if (!index.Synced.IsCompleted || random.Next(2) == 0)
        {
            List();
            return;
        }

        foreach (Action<WorkIndex> tell in untold)
            tell(index);
        untold.Clear();
    }

    /// <summary>What OnTaskChanged does; false when the server is away.</summary>
    public bool Start(string name)
    {
        if (!Up)
            return false;
        if (!tasks.TryGetValue(name, out ObservedTask? task) || task.Terminal || task.Running)
            return true;
        if (!jobs.ContainsKey(name))
        {
            JobsMade++;
            Tell(Keep(jobs, name, Sights.Job(name, ++version)), WatchChange.Added);
            ends.Add((name, time.GetUtcNow().AddSeconds(random.Next(1, 20))));
        }

        Tell(Keep(tasks, name, task with { Running = true, ResourceVersion = $"{++version}" }), WatchChange.Modified);
        return true;
    }

    /// <summary>What OnJobCompleted does; false when the server is away.</summary>
    public bool Finish(string name)
    {
        if (!Up)
            return false;
        if (tasks[name] is { Terminal: false } task && jobs[name].Ended)
            Tell(Keep(tasks, name, task with { Running = false, Terminal = true, CompletedAt = time.GetUtcNow(), TtlSeconds = 0, ResourceVersion = $"{++version}" }), WatchChange.Modified);
        return true;
    }

    /// <summary>Ends the Jobs whose time has come.</summary>
    public void Tick()
    {
        foreach ((string task, DateTimeOffset at) in ends.Where(e => e.At <= time.GetUtcNow()).ToList())
        {
            ends.Remove((task, at));
            Tell(Keep(jobs, task, jobs[task] with { Ended = true, ResourceVersion = $"{++version}" }), WatchChange.Modified);
        }
    }

    private static T Keep<T>(SortedDictionary<string, T> objects, string name, T next) => objects[name] = next;

    private void Tell(ObservedTask task, WatchChange change) => Tell(i => i.Apply(change, task));

    private void Tell(ObservedJob job, WatchChange change) => Tell(i => i.Apply(change, job));

    private void Tell(Action<WorkIndex> tell)
    {
        if (index is null)
            return;
        if (Up && index.Synced.IsCompleted)
            tell(index);
        else
            untold.Add(tell);
    }

    private void List()
    {
        untold.Clear();
        index!.Replace(Array.Empty<ObservedAgent>(), $"{version}");
        index!.Replace(Array.Empty<ObservedCronTask>(), $"{version}");
        index!.Replace([.. jobs.Values], $"{version}");
        index!.Replace([.. tasks.Values], $"{version}");
    }
}
