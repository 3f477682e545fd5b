using KubeTask.Core.Api;

namespace KubeTask.Core.Cron;

/// <summary>A Task to create, and the outcome.</summary>
/// <param name="Task">The Task.</param>
/// <param name="DueTime">Its due time, or null for a trigger.</param>
/// <param name="Reason">One of <see cref="CronTaskReason"/>.</param>
/// <param name="Message">One sentence for people.</param>
/// <param name="TriesAgain">Whether the due time, or the trigger, stays open: the API server refused the Task for now.</param>
internal sealed record StartOutcome(V1Alpha1Task Task, DateTime? DueTime, string Reason, string Message, bool TriesAgain = false)
{
    /// <summary>Whether the Task was created.</summary>
    public bool Created => Reason == CronTaskReason.TaskCreated;

    /// <summary>Whether a person must fix something before there is another Task.</summary>
    public bool Failed => !TriesAgain && Reason is CronTaskReason.Refused or CronTaskReason.NameConflict;
}
