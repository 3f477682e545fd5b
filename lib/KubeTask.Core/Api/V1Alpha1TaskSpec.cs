namespace KubeTask.Core.Api;

/// <summary>What to do, which Agent does it, and what it needs to know.</summary>
public sealed record V1Alpha1TaskSpec
{
    /// <summary>The instruction. task.md in the agent's workspace starts with it.</summary>
    [MaxLength(TaskLimits.DescriptionCharacters)]
    public string? Description { get; init; }

    /// <summary>Contexts for the agent, in this order, after the Agent's own contexts.</summary>
    [MaxItems(TaskLimits.Contexts)]
    public IReadOnlyList<ContextMount>? Contexts { get; init; }

    /// <summary>The Agent that runs the Task, in the Task's namespace.</summary>
    [Default("\"default\"")]
    [MinLength(1)]
    [MaxLength(253)]
    public string? AgentRef { get; init; }

    /// <summary>
    /// Keeps the container alive after the command ends, so that a person can look around. Overrides the Agent's setting.
    /// </summary>
    public HumanInTheLoop? HumanInTheLoop { get; init; }

    /// <summary>How many seconds after its end the Task is deleted. 0 means never. Overrides the KubeTaskConfig.</summary>
    [Minimum(0)]
    public int? TtlSecondsAfterFinished { get; init; }

    /// <summary>
    /// How many seconds the agent may run. After that, the Task fails with reason DeadlineExceeded. Its pod and log are kept.
    /// </summary>
    [Minimum(1)]
    public long? ActiveDeadlineSeconds { get; init; }

    /// <summary>Limits of the run. Each one that is set overrides the Agent's.</summary>
    public RunLimits? Limits { get; init; }

    /// <summary>When to retry. By default nothing is retried, because agents are not idempotent.</summary>
    public RetryPolicy? Retry { get; init; }
}
