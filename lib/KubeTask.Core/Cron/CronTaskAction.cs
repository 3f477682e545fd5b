using KubeTask.Core.Api;

namespace KubeTask.Core.Cron;

/// <summary>A write that <see cref="CronTaskDecider"/> asks for. The actions of one decision need no order among them.</summary>
public abstract record CronTaskAction
{
    private CronTaskAction() { }

    /// <summary>Create the Task by its name; one that is there already is reported back.</summary>
    public sealed record CreateTask(V1Alpha1Task Task) : CronTaskAction;

    /// <summary>Delete the Task if it still has this uid, and all that it owns with it.</summary>
    public sealed record DeleteTask(string Name, string Uid) : CronTaskAction;

    /// <summary>Write the status if the CronTask is still as it was read.</summary>
    public sealed record WriteStatus(V1Alpha1CronTaskStatus Status) : CronTaskAction;

    /// <summary>Tell a step by a Kubernetes Event; its name makes a repeat harmless.</summary>
    public sealed record RecordEvent(string Name, string Type, string Reason, string Message) : CronTaskAction;
}
