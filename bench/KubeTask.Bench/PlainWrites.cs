using System.Collections.Immutable;
using System.Text.Json;
using k8s.Models;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Core.Jobs;
using KubeTask.Core.Names;
using KubeTask.Core.Patches;
using KubeTask.Core.Tasks;

namespace KubeTask.Bench;

/// <summary>
/// The bodies of the writes that KubeTask makes for a Task, byte for byte. Which writes there are, and in which order, is the plain loop's
/// own: a write that KubeTask makes in addition doesn't become one of the plain loop's.
/// </summary>
internal sealed class PlainWrites(string ns, V1Alpha1Agent agent, V1Alpha1Context context, TimeProvider time)
{
    /// <summary>The ConfigMap and the Job.</summary>
    /// <exception cref="InvalidOperationException">KubeTask would create something else.</exception>
    public (byte[] ConfigMap, byte[] Job) Start(V1Alpha1Task task)
    {
        var config = new ObjectKey(ns, V1Alpha1KubeTaskConfig.SingletonName);
        var state = new TaskState
        {
            Task = task,
            Agents = ImmutableDictionary<ObjectKey, V1Alpha1Agent?>.Empty.Add(new ObjectKey(ns, agent.Metadata.Name), agent),
            Contexts = ImmutableDictionary<ObjectKey, V1Alpha1Context?>.Empty.Add(new ObjectKey(ns, context.Metadata.Name), context),
            Configs = ImmutableDictionary<ObjectKey, V1Alpha1KubeTaskConfig?>.Empty.Add(config, null),
            ReleaseNamespace = ns,
        };
        ImmutableArray<TaskAction> actions = TaskDecider.Decide(state, time.GetUtcNow()).Actions;
        return actions is [TaskAction.CreateConfigMap configMap, TaskAction.CreateJob job]
            ? (
                JsonSerializer.SerializeToUtf8Bytes(configMap.ConfigMap, ApiJson.Default.V1ConfigMap),
                JsonSerializer.SerializeToUtf8Bytes(job.Job, ApiJson.Default.V1Job)
            )
            : throw new InvalidOperationException($"KubeTask no longer starts a Task with ConfigMap and Job: {string.Join(", ", actions)}");
    }

    /// <summary>The status that says that the Job exists.</summary>
    public byte[] Created(V1Alpha1Task task, V1Job job) => Status(task, Writer(task).Run(job));

    /// <summary>The status that says that the agent runs.</summary>
    public byte[] Started(V1Alpha1Task task, string pod) => Status(task, Writer(task).RunsIn(null, pod));

    public byte[] StartedEvent(V1Alpha1Task task, string pod) => Event(task, "Started", $"the agent started in pod {pod}");

    /// <summary>The status that says that the agent has finished.</summary>
    public byte[] Completed(V1Alpha1Task task, string pod)
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        var ended = new V1Pod
        {
            Metadata = new V1ObjectMeta { Name = pod, CreationTimestamp = now },
            Status = new V1PodStatus
            {
                Phase = "Succeeded",
                ContainerStatuses =
                [
                    new V1ContainerStatus
                    {
                        Name = KubeTaskApi.AgentContainer,
                        State = new V1ContainerState
                        {
                            Terminated = new V1ContainerStateTerminated
                            {
                                ExitCode = 0,
                                StartedAt = now,
                                FinishedAt = now,
                            },
                        },
                    },
                ],
            },
        };
        return Status(task, Writer(task).Finish(null, AttemptOutcome.WithoutJob(task, [ended])!));
    }

    public byte[] CompletedEvent(V1Alpha1Task task) => Event(task, "Completed", "the agent finished with exit code 0");

    private TaskStatusWriter Writer(V1Alpha1Task task) => new(task, time.GetUtcNow());

    private static byte[] Status(V1Alpha1Task task, V1Alpha1TaskStatus status) =>
        StatusUpdates.Of(task, status, ApiJson.Default.V1Alpha1TaskStatus);

    private byte[] Event(V1Alpha1Task task, string reason, string message)
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        var recorded = new Corev1Event
        {
            ApiVersion = Corev1Event.KubeApiVersion,
            Kind = Corev1Event.KubeKind,
            Metadata = new V1ObjectMeta
            {
                Name = ResourceNames.Event(task.Metadata.Name, task.Metadata.Uid, reason, message),
                NamespaceProperty = ns,
            },
            InvolvedObject = new V1ObjectReference
            {
                ApiVersion = KubeTaskApi.GroupVersion,
                Kind = "Task",
                Name = task.Metadata.Name,
                NamespaceProperty = ns,
                Uid = task.Metadata.Uid,
                ResourceVersion = task.Metadata.ResourceVersion,
            },
            Type = "Normal",
            Reason = reason,
            Message = message,
            Source = new V1EventSource { Component = "kubetask" },
            FirstTimestamp = now,
            LastTimestamp = now,
            Count = 1,
        };
        return JsonSerializer.SerializeToUtf8Bytes(recorded, ApiJson.Default.Corev1Event);
    }
}
