namespace KubeTask.Runner.Runs;

/// <summary>What is due when.</summary>
internal enum Due
{
    /// <summary>The command wrote nothing for too long.</summary>
    Stall,

    /// <summary>The command lives on after its result.</summary>
    Grace,

    /// <summary>The command was asked to end, and didn't.</summary>
    Kill,

    /// <summary>The command has ended, but something that it started keeps its output open.</summary>
    Drain,
}

/// <summary>The times by which something must have happened.</summary>
internal sealed class Deadlines(TimeProvider time)
{
    private readonly Dictionary<Due, long> _at = [];

    public void Set(Due due, TimeSpan after) => _at[due] = time.GetTimestamp() + (long)(after.TotalSeconds * time.TimestampFrequency);

    public void SetOnce(Due due, TimeSpan after)
    {
        if (!_at.ContainsKey(due))
            Set(due, after);
    }

    public void Clear(Due due) => _at.Remove(due);

    /// <summary>One that has passed. It is cleared.</summary>
    public Due? TakePassed()
    {
        long now = time.GetTimestamp();
        foreach ((Due due, long at) in _at)
        {
            if (at > now)
                continue;
            _at.Remove(due);
            return due;
        }

        return null;
    }

    /// <summary>Until the next one, in milliseconds; -1 if there is none.</summary>
    public int NextMilliseconds()
    {
        if (_at.Count == 0)
            return -1;
        double seconds = (_at.Values.Min() - time.GetTimestamp()) / (double)time.TimestampFrequency;
        return (int)Math.Clamp(Math.Ceiling(seconds * 1000), 0, int.MaxValue);
    }
}
