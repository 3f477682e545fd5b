namespace KubeTask.Core.Api;

/// <summary>What to do, with whom, and with what knowledge.</summary>
public sealed record V1Alpha1TaskSpec
{
    /// <summary>The instruction. It is the beginning of task.md in the agent's workspace.</summary>
    [MaxLength(TaskLimits.DescriptionCharacters)]
    public string? Description { get; init; }

    /// <summary>Contexts to hand to the agent, after the Agent's own, in this order.</summary>
    [MaxItems(TaskLimits.Contexts)]
    public IReadOnlyList<ContextMount>? Contexts { get; init; }

    /// <summary>The Agent, in the Task's own namespace.</summary>
    [Default("\"default\"")]
    [MinLength(1)]
    [MaxLength(253)]
    public string? AgentRef { get; init; }

    /// <summary>Keeps the container alive after the command ends, so that a person can look around. Overrides the Agent's.</summary>
    public HumanInTheLoop? HumanInTheLoop { get; init; }

    /// <summary>Seconds after its end until the Task is deleted. 0 keeps it for ever. Overrides KubeTaskConfig.</summary>
    [Minimum(0)]
    public int? TtlSecondsAfterFinished { get; init; }

    /// <summary>Seconds that the agent may run. Past them the Task fails with reason DeadlineExceeded; its pod and log stay.</summary>
    [Minimum(1)]
    public long? ActiveDeadlineSeconds { get; init; }

    /// <summary>When to try again. By default nothing is retried, for agents are not idempotent.</summary>
    public RetryPolicy? Retry { get; init; }
}
