using KubeTask.Core;
using KubeTask.Core.Cron;

namespace KubeTask.Scaler.Watching;

/// <summary>What matters here of a CronTask.</summary>
public sealed record ObservedCronTask : IObserved
{
    public required ObjectKey Key { get; init; }
    public required string Uid { get; init; }
    public required string ResourceVersion { get; init; }
    public bool Deleting { get; init; }

    /// <summary>Whether the status speaks of the spec as it is now.</summary>
    public bool StatusIsCurrent { get; init; }

    /// <summary>The next due time, by the status.</summary>
    public DateTimeOffset? NextScheduleTime { get; init; }

    /// <summary>Whether a run by hand is asked for that the status doesn't know of.</summary>
    public bool TriggerPending { get; init; }

    /// <summary>How many Tasks of it are active by its status.</summary>
    public int ActiveReported { get; init; }

    /// <summary>How many ended Tasks of it are kept.</summary>
    public int SuccessfulLimit { get; init; } = CronTaskTasks.DefaultSuccessfulLimit;
    public int FailedLimit { get; init; } = CronTaskTasks.DefaultFailedLimit;
}
