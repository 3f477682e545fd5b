using KubeTask.Core.Api;

namespace KubeTask.Core.Cron;

/// <summary>A write that <see cref="CronTaskDecider"/> asks for. The actions of one decision may run in any order.</summary>
public abstract record CronTaskAction
{
    private CronTaskAction() { }

    /// <summary>Create the Task by its name. If it exists already, the existing one is reported back.</summary>
    public sealed record CreateTask(V1Alpha1Task Task) : CronTaskAction;

    /// <summary>Delete the Task, and everything it owns, if it still has this uid.</summary>
    public sealed record DeleteTask(string Name, string Uid) : CronTaskAction;

    /// <summary>Write the status if the CronTask hasn't changed since it was read.</summary>
    public sealed record WriteStatus(V1Alpha1CronTaskStatus Status) : CronTaskAction;

    /// <summary>Record a Kubernetes Event. Its name makes a repeat harmless.</summary>
    public sealed record RecordEvent(string Name, string Type, string Reason, string Message) : CronTaskAction;
}
