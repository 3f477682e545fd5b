using k8s;
using k8s.Models;
using KubeTask.Core.Validation;

namespace KubeTask.Core.Api;

/// <summary>
/// The settings of a namespace. Its name must be "default". The one in the release's namespace is the fallback for all namespaces.
/// </summary>
[CustomResource("KubeTaskConfig", "kubetaskconfigs", "kubetaskconfig", "ktc")]
[PrinterColumn("TTL", "integer", ".spec.taskLifecycle.ttlSecondsAfterFinished")]
[PrinterColumn("Age", "date", ".metadata.creationTimestamp")]
[CelRule($"self.metadata.name == '{V1Alpha1KubeTaskConfig.SingletonName}'", RuleText.OnlyOneConfig)]
public sealed record V1Alpha1KubeTaskConfig : IKubernetesObject<V1ObjectMeta>
{
    /// <summary>The only name that counts.</summary>
    public const string SingletonName = "default";

    public string ApiVersion { get; set; } = KubeTaskApi.GroupVersion;
    public string Kind { get; set; } = "KubeTaskConfig";
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>The settings.</summary>
    public required V1Alpha1KubeTaskConfigSpec Spec { get; init; }
}

/// <summary>The settings of a namespace.</summary>
public sealed record V1Alpha1KubeTaskConfigSpec
{
    /// <summary>How long Tasks are kept.</summary>
    public TaskLifecycle? TaskLifecycle { get; init; }

    /// <summary>Defaults for Agents.</summary>
    public AgentDefaults? Defaults { get; init; }

    /// <summary>How Git Contexts are fetched.</summary>
    public GitSettings? Git { get; init; }
}

/// <summary>How long Tasks are kept.</summary>
public sealed record TaskLifecycle
{
    /// <summary>How many seconds after its end a Task is deleted. 0 means never. Defaults to a week.</summary>
    [Minimum(0)]
    public int? TtlSecondsAfterFinished { get; init; }

    /// <summary>How many finished Tasks to keep in the namespace. The oldest ones are deleted first.</summary>
    [Minimum(0)]
    public int? MaxRetainedTasks { get; init; }

    /// <summary>How many seconds a Task waits for a missing Agent, Context or ConfigMap before it fails. Defaults to 30.</summary>
    [Minimum(0)]
    public int? MissingReferenceGraceSeconds { get; init; }
}

/// <summary>Defaults for Agents.</summary>
public sealed record AgentDefaults
{
    /// <summary>The image of Agents without agentImage.</summary>
    [MaxLength(512)]
    public string? AgentImage { get; init; }

    /// <summary>When to pull that image. It applies to Agents that set neither agentImage nor imagePullPolicy.</summary>
    [OneOf("Always", "IfNotPresent", "Never")]
    public string? ImagePullPolicy { get; init; }

    /// <summary>The image of the init container that fetches Git contexts.</summary>
    [MaxLength(512)]
    public string? InitImage { get; init; }
}
