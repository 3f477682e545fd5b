using System.Collections.Immutable;
using k8s.Models;
using KubeTask.Core.Api;

namespace KubeTask.Core.Tasks;

/// <summary>
/// What is known of a Task and of all that it leads to. It starts with the Task alone; <see cref="TaskDecider"/> says what else it needs to see.
/// An object that was looked up and isn't there is known to be absent, which is something else than not yet looked up.
/// </summary>
public sealed record TaskState
{
    public required V1Alpha1Task Task { get; init; }

    /// <summary>Agents, Contexts and ConfigMaps that were looked up; null values are absent ones.</summary>
    public ImmutableDictionary<ObjectKey, V1Alpha1Agent?> Agents { get; init; } = ImmutableDictionary<ObjectKey, V1Alpha1Agent?>.Empty;
    public ImmutableDictionary<ObjectKey, V1Alpha1Context?> Contexts { get; init; } =
        ImmutableDictionary<ObjectKey, V1Alpha1Context?>.Empty;
    public ImmutableDictionary<ObjectKey, V1ConfigMap?> ConfigMaps { get; init; } = ImmutableDictionary<ObjectKey, V1ConfigMap?>.Empty;
    public ImmutableDictionary<ObjectKey, V1Alpha1KubeTaskConfig?> Configs { get; init; } =
        ImmutableDictionary<ObjectKey, V1Alpha1KubeTaskConfig?>.Empty;

    /// <summary>Jobs that were looked up, made, or found in the way of one that was to be made.</summary>
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

    /// <summary>All Tasks of the namespace; null until listed.</summary>
    public ImmutableArray<V1Alpha1Task>? NamespaceTasks { get; init; }

    /// <summary>Context ConfigMaps of the Task that were made, or found in the way of one that was to be made.</summary>
    public ImmutableDictionary<ObjectKey, V1ConfigMap> ContextConfigMaps { get; init; } = ImmutableDictionary<ObjectKey, V1ConfigMap>.Empty;

    /// <summary>What the API server said of objects that it refused to create, by name.</summary>
    public ImmutableDictionary<ObjectKey, string> Refused { get; init; } = ImmutableDictionary<ObjectKey, string>.Empty;

    /// <summary>Where the fallback KubeTaskConfig is.</summary>
    public string ReleaseNamespace { get; init; } = KubeTaskApi.DefaultReleaseNamespace;

    public ObjectKey Key => new(Task.Metadata.NamespaceProperty, Task.Metadata.Name);
}
