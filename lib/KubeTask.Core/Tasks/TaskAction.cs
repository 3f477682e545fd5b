using k8s.Models;
using KubeTask.Core.Api;

namespace KubeTask.Core.Tasks;

/// <summary>A write that <see cref="TaskDecider"/> asks for. The actions of one decision may run in any order.</summary>
public abstract record TaskAction
{
    private TaskAction() { }

    /// <summary>Create the ConfigMap by its name. If it exists already, the existing one is reported back.</summary>
    public sealed record CreateConfigMap(V1ConfigMap ConfigMap) : TaskAction;

    /// <summary>Create the Job by its name. If it exists already, the existing one is reported back.</summary>
    public sealed record CreateJob(V1Job Job) : TaskAction;

    /// <summary>Delete the Job and its pods if it still has this uid.</summary>
    public sealed record DeleteJob(ObjectKey Key, string Uid) : TaskAction;

    /// <summary>Delete the ConfigMap if it still has this uid.</summary>
    public sealed record DeleteConfigMap(ObjectKey Key, string Uid) : TaskAction;

    /// <summary>Delete the Task, and everything it owns, if it hasn't changed since it was read.</summary>
    public sealed record DeleteTask(string Uid, string ResourceVersion) : TaskAction;

    /// <summary>
    /// End the pod's containers but keep the pod and its log: set its deadline, one of the few fields of a pod that may change, to one
    /// second.
    /// </summary>
    /// <param name="Job">The pod's Job.</param>
    /// <param name="Key">The pod.</param>
    /// <param name="Uid">Its uid.</param>
    /// <param name="AgentEnded">Whether its agent has ended by itself, which an annotation then says.</param>
    public sealed record StopPod(ObjectKey Job, ObjectKey Key, string Uid, bool AgentEnded) : TaskAction;

    /// <summary>Give the Task the label kubetask.io/agent if it hasn't changed since it was read.</summary>
    public sealed record LabelAgent(string Value) : TaskAction;

    /// <summary>
    /// Write the Agent's status in which the Task has a slot, if the Agent hasn't changed since it was read. If it has, it is read again.
    /// </summary>
    public sealed record TakeSlot(ObjectKey Agent, V1Alpha1AgentStatus Status) : TaskAction;

    /// <summary>Write the Agent's status that counts the Task's usage, if the Agent hasn't changed since it was read.</summary>
    public sealed record CountUsage(ObjectKey Agent, V1Alpha1AgentStatus Status) : TaskAction;

    /// <summary>
    /// End the Job, whose pod is not on a node yet: set its deadline, one of the few fields of a Job that may change, to one second.
    /// </summary>
    public sealed record StopJob(ObjectKey Key, string Uid, DateTimeOffset Now) : TaskAction;

    /// <summary>Write the status if the Task hasn't changed since it was read.</summary>
    public sealed record WriteStatus(V1Alpha1TaskStatus Status) : TaskAction;

    /// <summary>Record a Kubernetes Event. Its name makes a repeat harmless.</summary>
    public sealed record RecordEvent(string Name, string Type, string Reason, string Message) : TaskAction;
}
