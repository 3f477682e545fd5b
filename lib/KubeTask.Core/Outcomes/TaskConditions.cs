using System.Collections.Immutable;
using k8s.Models;
using KubeTask.Core.Api;

namespace KubeTask.Core.Outcomes;

/// <summary>Sets the conditions of a Task, all at one time and for its current generation.</summary>
public sealed class TaskConditions(V1Alpha1Task task, DateTimeOffset now)
{
    private const string AcceptedMessage = "the Agent is there and the Task is valid";

    /// <summary>The time in whole seconds, as the API server keeps it.</summary>
    public DateTimeOffset Now { get; } = new(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);

    /// <summary>The conditions that the Task has.</summary>
    public ImmutableList<V1Condition> Current => [.. task.Status?.Conditions ?? []];

    /// <summary>The current conditions with Accepted.</summary>
    public ImmutableList<V1Condition> Accepted() => Set(Current, ConditionType.Accepted, true, TaskReason.Accepted, AcceptedMessage);

    /// <summary>The current conditions with Accepted and ContextsResolved.</summary>
    public ImmutableList<V1Condition> Resolved() =>
        Set(Accepted(), ConditionType.ContextsResolved, true, TaskReason.Resolved, "every Context was found");

    /// <summary>The conditions with one of them set.</summary>
    public ImmutableList<V1Condition> Set(ImmutableList<V1Condition> conditions, string type, bool status, string reason, string message) =>
        conditions.Set(type, status, reason, message, Now, task.Metadata.Generation);
}
