using KubeTask.Core.Validation;

namespace KubeTask.Core.Api;

/// <summary>How Tasks of this Agent are run.</summary>
[CelRule(
    "!has(self.humanInTheLoop) || !has(self.humanInTheLoop.enabled) || !self.humanInTheLoop.enabled || (has(self.command) && size(self.command) > 0)",
    RuleText.HumanNeedsCommand
)]
public sealed record V1Alpha1AgentSpec
{
    /// <summary>The image that runs the agent. Without it, KubeTaskConfig's agentImage, else the gemini template image.</summary>
    [MaxLength(512)]
    public string? AgentImage { get; init; }

    /// <summary>When the image is pulled; Kubernetes' own default unless set.</summary>
    [OneOf("Always", "IfNotPresent", "Never")]
    public string? ImagePullPolicy { get; init; }

    /// <summary>The agent's working folder, an absolute path; task.md appears in it.</summary>
    [Default("\"/workspace\"")]
    [Pattern("^/.+")]
    [MaxLength(512)]
    [ContainerPath]
    public string? WorkspaceDir { get; init; }

    /// <summary>The command of the agent's container, instead of the image's own.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Contexts that every Task of this Agent gets, before the Task's own.</summary>
    [MaxItems(TaskLimits.Contexts)]
    public IReadOnlyList<ContextMount>? Contexts { get; init; }

    /// <summary>Secrets that the agent's container gets, as variables or as files. KubeTask never reads them.</summary>
    [ListMapKeys("name")]
    [MaxItems(TaskLimits.Credentials)]
    public IReadOnlyList<Credential>? Credentials { get; init; }

    /// <summary>The ServiceAccount that the pod runs as, in the Task's namespace.</summary>
    [MinLength(1)]
    [MaxLength(253)]
    public required string ServiceAccountName { get; init; }

    /// <summary>Keeps the container alive after the command ends. Needs command.</summary>
    public HumanInTheLoop? HumanInTheLoop { get; init; }

    /// <summary>How many Tasks of this Agent may run at once; nothing or 0 means no limit. Others queue.</summary>
    [Minimum(0)]
    public int? MaxConcurrentTasks { get; init; }

    /// <summary>How many Tasks of this Agent may start in a span of time. Others queue.</summary>
    public AgentQuota? Quota { get; init; }

    /// <summary>How the pod looks and where it runs.</summary>
    public AgentPodSpec? PodSpec { get; init; }
}
