using KubeTask.Core.Api;

namespace KubeTask.Core.Cron;

/// <summary>A Task that is to be made, and what came of it.</summary>
/// <param name="Task">The Task.</param>
/// <param name="DueTime">Its due time; null for a trigger.</param>
/// <param name="Reason">One of <see cref="CronTaskReason"/>.</param>
/// <param name="Message">One line for a person.</param>
internal sealed record StartOutcome(V1Alpha1Task Task, DateTime? DueTime, string Reason, string Message)
{
    /// <summary>Whether the Task was made.</summary>
    public bool Made => Reason == CronTaskReason.TaskCreated;

    /// <summary>Whether something is wrong that a person must put right.</summary>
    public bool Failed => Reason is CronTaskReason.Refused or CronTaskReason.NameConflict;
}
