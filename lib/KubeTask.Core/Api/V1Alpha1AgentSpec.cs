using KubeTask.Core.Validation;

namespace KubeTask.Core.Api;

/// <summary>How the Tasks of this Agent run.</summary>
[CelRule(
    "!has(self.humanInTheLoop) || !has(self.humanInTheLoop.enabled) || !self.humanInTheLoop.enabled || "
        + "(has(self.command) && size(self.command) > 0)",
    RuleText.HumanNeedsCommand
)]
public sealed record V1Alpha1AgentSpec
{
    /// <summary>
    /// The image that runs the agent. Defaults to agentImage of the KubeTaskConfig, or else to the gemini template image.
    /// </summary>
    [MaxLength(512)]
    public string? AgentImage { get; init; }

    /// <summary>When to pull the image. Defaults to Kubernetes' own rule.</summary>
    [OneOf("Always", "IfNotPresent", "Never")]
    public string? ImagePullPolicy { get; init; }

    /// <summary>The absolute path of the agent's working folder. task.md appears in it.</summary>
    [Default("\"/workspace\"")]
    [CelRule("self == '' || self.startsWith('/')", RuleText.WorkspaceIsAbsolute)]
    [MaxLength(512)]
    [ContainerPath]
    public string? WorkspaceDir { get; init; }

    /// <summary>The command of the agent's container. It replaces the image's own command.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Contexts that every Task of this Agent gets, before the Task's own contexts.</summary>
    [MaxItems(TaskLimits.Contexts)]
    public IReadOnlyList<ContextMount>? Contexts { get; init; }

    /// <summary>Secrets that the agent's container gets as environment variables or files. KubeTask never reads them.</summary>
    [CelRule(
        "self.all(c, !has(c.env) || c.env == '' || !self.exists(d, d.name != c.name && has(d.env) && d.env == c.env))",
        RuleText.EnvIsUnique
    )]
    [ListMapKeys("name")]
    [MaxItems(TaskLimits.Credentials)]
    public IReadOnlyList<Credential>? Credentials { get; init; }

    /// <summary>The ServiceAccount that the pod runs as, in the Task's namespace.</summary>
    [MinLength(1)]
    [MaxLength(253)]
    public required string ServiceAccountName { get; init; }

    /// <summary>Keeps the container alive after the command ends. Needs command.</summary>
    public HumanInTheLoop? HumanInTheLoop { get; init; }

    /// <summary>How many Tasks of this Agent may run at once. Other Tasks are queued. 0 or absent means no limit.</summary>
    [Minimum(0)]
    public int? MaxConcurrentTasks { get; init; }

    /// <summary>How many Tasks of this Agent may start within a time window. Other Tasks are queued.</summary>
    public AgentQuota? Quota { get; init; }

    /// <summary>Limits of each run.</summary>
    public RunLimits? Limits { get; init; }

    /// <summary>Further settings of the pod: where it runs, its resources, its security context and its volumes.</summary>
    public AgentPodSpec? PodSpec { get; init; }
}
