using KubeTask.Core.Api;
using KubeTask.Core.Outcomes;
using KubeTask.Core.Validation;

namespace KubeTask.Core.Cron;

/// <summary>
/// A Task that the API server refuses for now. While its creation is tried again, the condition Ready has the server's message, and
/// from it a later decision knows that the refusal has been reported.
/// </summary>
internal static class CronTaskRefusal
{
    /// <summary>What the condition says of a Task while its creation is tried again.</summary>
    public static string Message(string task, string refusal) => Prefix(task) + OneLine.Of(refusal);

    /// <summary>What the API server said when the creation of a Task was last tried; null if the status doesn't report that.</summary>
    public static string? Reported(V1Alpha1CronTask cronTask, string task) =>
        Conditions.Find(cronTask.Status?.Conditions, ConditionType.Ready) is { Reason: CronTaskReason.Refused, Message: { } message }
        && message.StartsWith(Prefix(task), StringComparison.Ordinal)
            ? message[Prefix(task).Length..]
            : null;

    private static string Prefix(string task) => $"the API server refused Task {task}, and KubeTask tries again: ";
}
