using System.Collections.Immutable;
using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Core.Events;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Tasks;

/// <summary>
/// What is known about a Task and everything that belongs to it. It starts with the Task alone; <see cref="TaskDecider"/> asks for the
/// rest. An object that was looked up and doesn't exist differs from one that hasn't been looked up yet.
/// </summary>
public sealed record TaskState
{
    public required V1Alpha1Task Task { get; init; }

    /// <summary>Agents, Contexts and ConfigMaps that were looked up. A null value is an object that doesn't exist.</summary>
    public ImmutableDictionary<ObjectKey, V1Alpha1Agent?> Agents { get; init; } = ImmutableDictionary<ObjectKey, V1Alpha1Agent?>.Empty;
    public ImmutableDictionary<ObjectKey, V1Alpha1Context?> Contexts { get; init; } =
        ImmutableDictionary<ObjectKey, V1Alpha1Context?>.Empty;
    public ImmutableDictionary<ObjectKey, V1ConfigMap?> ConfigMaps { get; init; } = ImmutableDictionary<ObjectKey, V1ConfigMap?>.Empty;
    public ImmutableDictionary<ObjectKey, V1Alpha1KubeTaskConfig?> Configs { get; init; } =
        ImmutableDictionary<ObjectKey, V1Alpha1KubeTaskConfig?>.Empty;

    /// <summary>Jobs that were looked up or created, or whose name was taken when one was to be created.</summary>
    public ImmutableDictionary<ObjectKey, V1Job?> Jobs { get; init; } = ImmutableDictionary<ObjectKey, V1Job?>.Empty;

    /// <summary>The pods of a Job, by the Job's key.</summary>
    public ImmutableDictionary<ObjectKey, ImmutableArray<V1Pod>> Pods { get; init; } =
        ImmutableDictionary<ObjectKey, ImmutableArray<V1Pod>>.Empty;

    /// <summary>The Events of a pod, by the pod's key.</summary>
    public ImmutableDictionary<ObjectKey, ImmutableArray<Corev1Event>> PodEvents { get; init; } =
        ImmutableDictionary<ObjectKey, ImmutableArray<Corev1Event>>.Empty;

    /// <summary>The Events of a Job, by its key.</summary>
    public ImmutableDictionary<ObjectKey, ImmutableArray<Corev1Event>> JobEvents { get; init; } =
        ImmutableDictionary<ObjectKey, ImmutableArray<Corev1Event>>.Empty;

    /// <summary>Context ConfigMaps of the Task that were created, or whose name was taken when one was to be created.</summary>
    public ImmutableDictionary<ObjectKey, V1ConfigMap> ContextConfigMaps { get; init; } = ImmutableDictionary<ObjectKey, V1ConfigMap>.Empty;

    /// <summary>
    /// Tasks of the Agent whose usage was counted or is to be, as they were read after the Agent. A null value is a Task that is gone.
    /// </summary>
    public ImmutableDictionary<ObjectKey, V1Alpha1Task?> CountedTasks { get; init; } = ImmutableDictionary<ObjectKey, V1Alpha1Task?>.Empty;

    /// <summary>The API server's messages for objects that it refused to create, by name.</summary>
    public ImmutableDictionary<ObjectKey, string> Refused { get; init; } = ImmutableDictionary<ObjectKey, string>.Empty;

    /// <summary>Objects that exist and can't be read, by what asked for them, and what is wrong with each.</summary>
    public ImmutableDictionary<Need, string> Unreadable { get; init; } = ImmutableDictionary<Need, string>.Empty;

    /// <summary>What the sender of the event observed, if it said so.</summary>
    public TaskObservation? Observed { get; init; }

    /// <summary>
    /// The only pod of the current attempt's Job, as the sender of the event observed it after its agent had ended; null if it didn't.
    /// </summary>
    public V1Pod? EndedPod { get; init; }

    /// <summary>The names of pods that the sender of the event observed. There may be others.</summary>
    public ImmutableArray<string> SeenPods { get; init; } = [];

    /// <summary>How recent the sender's view is. What is read may come from a cache that isn't older.</summary>
    public SeenVersions? Seen { get; init; }

    /// <summary>
    /// The uid of a Task of this name that the sender of the event observed to be one ended Task too many; null if it didn't.
    /// </summary>
    public string? SurplusUid { get; init; }

    /// <summary>Why the last try to reconcile the Task failed, or null. It is reported, and then tried again.</summary>
    public string? Error { get; init; }

    /// <summary>The namespace of the fallback KubeTaskConfig.</summary>
    public string ReleaseNamespace { get; init; } = KubeTaskApi.DefaultReleaseNamespace;

    /// <summary>The image of the init container that fetches Git Contexts, where no KubeTaskConfig names one.</summary>
    public string InitImage { get; init; } = KubeTaskApi.DefaultInitImage;

    public ObjectKey Key => new(Task.Metadata.NamespaceProperty, Task.Metadata.Name);
}
