namespace KubeTask.Core.Cron;

/// <summary>Something that a decision about a CronTask needs to see.</summary>
public abstract record CronTaskNeed
{
    private CronTaskNeed() { }

    /// <summary>All Tasks with the CronTask's label.</summary>
    public sealed record AllTasks : CronTaskNeed;

    /// <summary>The Task of this name.</summary>
    public sealed record Task(string Name) : CronTaskNeed;
}
