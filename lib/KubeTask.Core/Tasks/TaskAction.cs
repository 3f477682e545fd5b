using k8s.Models;
using KubeTask.Core.Api;

namespace KubeTask.Core.Tasks;

/// <summary>A write that <see cref="TaskDecider"/> asks for. The actions of one decision need no order among them.</summary>
public abstract record TaskAction
{
    private TaskAction() { }

    /// <summary>Create the ConfigMap by its name; one that is there already is reported back.</summary>
    public sealed record CreateConfigMap(V1ConfigMap ConfigMap) : TaskAction;

    /// <summary>Create the Job by its name; one that is there already is reported back.</summary>
    public sealed record CreateJob(V1Job Job) : TaskAction;

    /// <summary>Delete the Job if it still has this uid, and its pods with it.</summary>
    public sealed record DeleteJob(ObjectKey Key, string Uid) : TaskAction;

    /// <summary>Delete the ConfigMap if it still has this uid.</summary>
    public sealed record DeleteConfigMap(ObjectKey Key, string Uid) : TaskAction;

    /// <summary>Delete the Task if it is still as it was read, and all that it owns with it.</summary>
    public sealed record DeleteTask(string Uid, string ResourceVersion) : TaskAction;

    /// <summary>End the pod's containers and keep the Pod and its log: its deadline is set to one second, one of the few fields of a pod that may change.</summary>
    public sealed record StopPod(ObjectKey Job, ObjectKey Key, string Uid) : TaskAction;

    /// <summary>Give the Task the label kubetask.io/agent, if it is still as it was read.</summary>
    public sealed record LabelAgent(string Value) : TaskAction;

    /// <summary>Write the status of the Agent, in which the Task has a slot, if the Agent is still as it was read; where it isn't, it is looked up again.</summary>
    public sealed record TakeSlot(ObjectKey Agent, V1Alpha1AgentStatus Status) : TaskAction;

    /// <summary>End the Job, whose pod is on no node yet: its deadline is set to one second, one of the few fields of a Job that may change.</summary>
    public sealed record StopJob(ObjectKey Key, string Uid) : TaskAction;

    /// <summary>Write the status if the Task is still as it was read.</summary>
    public sealed record WriteStatus(V1Alpha1TaskStatus Status) : TaskAction;

    /// <summary>Tell a step by a Kubernetes Event; its name makes a repeat harmless.</summary>
    public sealed record RecordEvent(string Name, string Type, string Reason, string Message) : TaskAction;
}
