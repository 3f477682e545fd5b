using k8s;
using k8s.Models;
using KubeTask.Core.Validation;

namespace KubeTask.Core.Api;

/// <summary>Settings of a namespace. Its name is "default"; the one in the release's namespace is the fallback for all.</summary>
[CustomResource("KubeTaskConfig", "kubetaskconfigs", "kubetaskconfig", "ktc")]
[PrinterColumn("TTL", "integer", ".spec.taskLifecycle.ttlSecondsAfterFinished")]
[PrinterColumn("Age", "date", ".metadata.creationTimestamp")]
[CelRule($"self.metadata.name == '{V1Alpha1KubeTaskConfig.SingletonName}'", RuleText.OnlyOneConfig)]
public sealed record V1Alpha1KubeTaskConfig : IKubernetesObject<V1ObjectMeta>
{
    /// <summary>The only name that is read.</summary>
    public const string SingletonName = "default";

    public string ApiVersion { get; set; } = KubeTaskApi.GroupVersion;
    public string Kind { get; set; } = "KubeTaskConfig";
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>The settings.</summary>
    public required V1Alpha1KubeTaskConfigSpec Spec { get; init; }
}

/// <summary>Settings of a namespace.</summary>
public sealed record V1Alpha1KubeTaskConfigSpec
{
    /// <summary>How long Tasks live.</summary>
    public TaskLifecycle? TaskLifecycle { get; init; }

    /// <summary>What Agents get that don't say otherwise.</summary>
    public AgentDefaults? Defaults { get; init; }
}

/// <summary>How long Tasks live.</summary>
public sealed record TaskLifecycle
{
    /// <summary>Seconds after its end until a Task is deleted; 0 means never. A week unless set.</summary>
    [Minimum(0)]
    public int? TtlSecondsAfterFinished { get; init; }

    /// <summary>How many finished Tasks the namespace keeps; the oldest go first.</summary>
    [Minimum(0)]
    public int? MaxRetainedTasks { get; init; }

    /// <summary>Seconds that a Task waits for an Agent, a Context or a ConfigMap that is missing; 30 unless set.</summary>
    [Minimum(0)]
    public int? MissingReferenceGraceSeconds { get; init; }
}

/// <summary>What Agents get that don't say otherwise.</summary>
public sealed record AgentDefaults
{
    /// <summary>The image of Agents without agentImage.</summary>
    [MaxLength(512)]
    public string? AgentImage { get; init; }

    /// <summary>The pull policy that goes with agentImage, for Agents that name neither.</summary>
    [OneOf("Always", "IfNotPresent", "Never")]
    public string? ImagePullPolicy { get; init; }

    /// <summary>The image of the init container that fetches Git contexts.</summary>
    [MaxLength(512)]
    public string? InitImage { get; init; }
}
