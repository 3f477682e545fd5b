namespace KubeTask.Local.Demo;

/// <summary>The steps of one Task, from its application to its end, in their order.</summary>
internal enum Step
{
    Applied,
    Seen,
    Woken,
    JobCreated,
    AgentStarted,
    Done,
}

/// <summary>When each step of a Task was first observed. Several watches report steps at once.</summary>
internal sealed class Timeline(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Step, long> _steps = [];
    private readonly long _begun = time.GetTimestamp();

    /// <summary>Time since the beginning of the demo.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(_begun);

    /// <summary>Records a step once; false if it was recorded before.</summary>
    public bool Reach(Step step)
    {
        lock (_gate)
            return _steps.TryAdd(step, time.GetTimestamp());
    }

    /// <summary>Each step that was reached, with the time since the one before it and since the first.</summary>
    public IReadOnlyList<(Step Step, TimeSpan SinceBefore, TimeSpan SinceFirst)> Steps()
    {
        lock (_gate)
        {
            var steps = new List<(Step, TimeSpan, TimeSpan)>();
            long? first = null,
                before = null;
            foreach ((Step step, long at) in _steps.OrderBy(s => s.Value).ThenBy(s => s.Key))
            {
                first ??= at;
                steps.Add((step, time.GetElapsedTime(before ?? at, at), time.GetElapsedTime(first.Value, at)));
                before = at;
            }

            return steps;
        }
    }
}
