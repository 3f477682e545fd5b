using KubeTask.Core;
using KubeTask.Core.Cron;

namespace KubeTask.Scaler.Watching;

/// <summary>What the scaler keeps of a CronTask.</summary>
public sealed record ObservedCronTask : IObserved, ICarriesJson
{
    public required ObjectKey Key { get; init; }
    public required string Uid { get; init; }
    public required string ResourceVersion { get; init; }
    public bool Deleting { get; init; }

    /// <inheritdoc/>
    public bool WantsJson => !Deleting && (!StatusIsCurrent || NextScheduleTime is not null || TriggerPending);

    /// <inheritdoc/>
    public byte[]? Json { get; set; }

    /// <summary>Whether the status is about the current spec.</summary>
    public bool StatusIsCurrent { get; init; }

    /// <summary>The next due time, according to the status.</summary>
    public DateTimeOffset? NextScheduleTime { get; init; }

    /// <summary>Whether a run by hand is requested that the status doesn't know yet.</summary>
    public bool TriggerPending { get; init; }

    /// <summary>How many of its Tasks are active, according to the status.</summary>
    public int ActiveReported { get; init; }

    /// <summary>How many of its ended Tasks are kept.</summary>
    public int SuccessfulLimit { get; init; } = CronTaskTasks.DefaultSuccessfulLimit;
    public int FailedLimit { get; init; } = CronTaskTasks.DefaultFailedLimit;
}
