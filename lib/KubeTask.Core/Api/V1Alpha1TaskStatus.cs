using k8s.Models;

namespace KubeTask.Core.Api;

/// <summary>What has happened to a Task so far.</summary>
public sealed record V1Alpha1TaskStatus
{
    /// <summary>Where the Task is. Completed and Failed are final.</summary>
    [OneOf(TaskPhase.Pending, TaskPhase.Queued, TaskPhase.Running, TaskPhase.Completed, TaskPhase.Failed)]
    public string? Phase { get; init; }

    /// <summary>The Job of the current attempt.</summary>
    public string? JobName { get; init; }

    /// <summary>The pod that ran, or runs, the agent.</summary>
    public string? PodName { get; init; }

    /// <summary>The Agent as it was when the Task started.</summary>
    public AgentSnapshot? Agent { get; init; }

    /// <summary>When the Job was created.</summary>
    public DateTime? StartTime { get; init; }

    /// <summary>When the Job ended, by the Job's own word.</summary>
    public DateTime? CompletionTime { get; init; }

    /// <summary>The generation of the spec that this status speaks of.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>The exit code of the agent's container.</summary>
    public int? ExitCode { get; init; }

    /// <summary>What happened, in one line that a person understands.</summary>
    public string? Message { get; init; }

    /// <summary>The termination message of the agent's container, 4 KiB at most.</summary>
    public string? Result { get; init; }

    /// <summary>The attempts so far, the oldest first. Written only where there was more than one.</summary>
    [ListMapKeys("jobName")]
    public IReadOnlyList<TaskAttempt>? Attempts { get; init; }

    /// <summary>When the next attempt may start; only while the Task waits for it.</summary>
    public DateTime? NextAttemptTime { get; init; }

    /// <summary>The conditions in Kubernetes' standard form.</summary>
    [ListMapKeys("type")]
    public IReadOnlyList<V1Condition>? Conditions { get; init; }
}

/// <summary>The Agent as it was when the Task started.</summary>
public sealed record AgentSnapshot
{
    /// <summary>The Agent's name.</summary>
    public required string Name { get; init; }

    /// <summary>The image that ran.</summary>
    public string? Image { get; init; }
}

/// <summary>One attempt: a Job of its own.</summary>
public sealed record TaskAttempt
{
    /// <summary>The attempt's Job.</summary>
    public required string JobName { get; init; }

    /// <summary>The attempt's pod, if it had one.</summary>
    public string? PodName { get; init; }

    /// <summary>When the Job was created.</summary>
    public DateTime? StartTime { get; init; }

    /// <summary>When the attempt ended; absent for the one that runs.</summary>
    public DateTime? CompletionTime { get; init; }

    /// <summary>Why the attempt ended.</summary>
    public string? Reason { get; init; }

    /// <summary>The exit code of the agent's container, if it had one.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Whether the attempt ended before the agent's container started: such an attempt does not count as a retry.</summary>
    public bool? NeverStarted { get; init; }
}
