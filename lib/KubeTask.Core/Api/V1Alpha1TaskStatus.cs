using System.Text.Json;
using System.Text.Json.Serialization;
using k8s.Models;

namespace KubeTask.Core.Api;

/// <summary>The progress of a Task.</summary>
public sealed record V1Alpha1TaskStatus
{
    /// <summary>The state of the Task. Completed and Failed are final.</summary>
    [OneOf(TaskPhase.Pending, TaskPhase.Queued, TaskPhase.Running, TaskPhase.Completed, TaskPhase.Failed)]
    public string? Phase { get; init; }

    /// <summary>The Job of the current attempt.</summary>
    public string? JobName { get; init; }

    /// <summary>The pod that runs, or ran, the agent.</summary>
    public string? PodName { get; init; }

    /// <summary>The Agent as it was when the Task started.</summary>
    public AgentSnapshot? Agent { get; init; }

    /// <summary>When the Job was created.</summary>
    public DateTime? StartTime { get; init; }

    /// <summary>When the Job ended, as the Job reports it.</summary>
    public DateTime? CompletionTime { get; init; }

    /// <summary>The generation of the spec that this status describes.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>The exit code of the agent's container.</summary>
    public int? ExitCode { get; init; }

    /// <summary>What happened, in one sentence.</summary>
    public string? Message { get; init; }

    /// <summary>The termination message of the agent's container, at most 4 KiB.</summary>
    public string? Result { get; init; }

    /// <summary>What all attempts together have used so far, if the agent reports it.</summary>
    public AgentUsage? Usage { get; init; }

    /// <summary>Whether the Agent's usagePerDay has this usage, or never will because the Agent is gone.</summary>
    public bool? UsageCounted { get; init; }

    /// <summary>How often the model answered in the last attempt, if the agent reports it.</summary>
    public int? Turns { get; init; }

    /// <summary>The Git Contexts as they were fetched.</summary>
    public IReadOnlyList<FetchedContext>? Contexts { get; init; }

    /// <summary>The attempts so far, oldest first. Absent if there was only one.</summary>
    [ListMapKeys("jobName")]
    public IReadOnlyList<TaskAttempt>? Attempts { get; init; }

    /// <summary>When the next attempt may start. Only set while the Task waits for it.</summary>
    public DateTime? NextAttemptTime { get; init; }

    /// <summary>The Task's conditions.</summary>
    [ListMapKeys("type")]
    public IReadOnlyList<V1Condition>? Conditions { get; init; }

    /// <summary>Fields that a newer version has written. A write keeps them.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Newer { get; set; }
}

/// <summary>The Agent as it was when the Task started.</summary>
public sealed record AgentSnapshot
{
    /// <summary>The Agent's name.</summary>
    public required string Name { get; init; }

    /// <summary>The image that ran.</summary>
    public string? Image { get; init; }
}

/// <summary>The tokens and the cost of runs. No token is counted twice. A field is absent if the agent doesn't report it.</summary>
public sealed record AgentUsage
{
    /// <summary>Input that neither came from the model's cache nor was written to it.</summary>
    public long? InputTokens { get; init; }

    /// <summary>Input that came from the cache.</summary>
    public long? CacheReadTokens { get; init; }

    /// <summary>Input that was written to the cache.</summary>
    public long? CacheWriteTokens { get; init; }

    /// <summary>Output, with the reasoning.</summary>
    public long? OutputTokens { get; init; }

    /// <summary>The part of the output that was reasoning.</summary>
    public long? ReasoningTokens { get; init; }

    /// <summary>All of them together, without the reasoning.</summary>
    public long? TotalTokens { get; init; }

    /// <summary>The cost in US dollars.</summary>
    [JsonPropertyName("costUSD")]
    public double? CostUsd { get; init; }

    /// <summary>Whose figure the cost is.</summary>
    public string? CostBasis { get; init; }
}

/// <summary>A Git Context as it was fetched.</summary>
public sealed record FetchedContext
{
    /// <summary>The Context's name.</summary>
    public required string Name { get; init; }

    /// <summary>The Context's namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>The commit that was checked out.</summary>
    public required string Commit { get; init; }
}

/// <summary>One attempt, with its own Job.</summary>
public sealed record TaskAttempt
{
    /// <summary>The attempt's Job.</summary>
    public required string JobName { get; init; }

    /// <summary>The attempt's pod, if there was one.</summary>
    public string? PodName { get; init; }

    /// <summary>When the Job was created.</summary>
    public DateTime? StartTime { get; init; }

    /// <summary>When the attempt ended. Absent for the attempt that is running.</summary>
    public DateTime? CompletionTime { get; init; }

    /// <summary>Why the attempt ended.</summary>
    public string? Reason { get; init; }

    /// <summary>The exit code of the agent's container, if it ran.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Whether the attempt ended before the agent's container started. Such an attempt doesn't count as a retry.</summary>
    public bool? NeverStarted { get; init; }
}
