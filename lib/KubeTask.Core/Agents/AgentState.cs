using System.Collections.Immutable;
using k8s.Models;
using KubeTask.Core.Api;

namespace KubeTask.Core.Agents;

/// <summary>
/// What is known about an Agent, the Tasks that hold its slots and the Tasks that wait. The Agent is read first and everything else after
/// it, so that whatever took a slot before the Agent was read is seen.
/// </summary>
public sealed record AgentState
{
    public required V1Alpha1Agent Agent { get; init; }

    /// <summary>All Tasks with the Agent's label, including ended ones; null until listed.</summary>
    public ImmutableArray<V1Alpha1Task>? Tasks { get; init; }

    /// <summary>All Jobs with the Agent's label; null until listed.</summary>
    public ImmutableArray<V1Job>? Jobs { get; init; }

    /// <summary>Tasks that hold a slot but don't have the label, by name. A null value is a Task that doesn't exist.</summary>
    public ImmutableDictionary<string, V1Alpha1Task?> Holders { get; init; } = ImmutableDictionary<string, V1Alpha1Task?>.Empty;

    /// <summary>The pods of former slot holders that are gone, by the Task's name.</summary>
    public ImmutableDictionary<string, ImmutableArray<V1Pod>> Pods { get; init; } =
        ImmutableDictionary<string, ImmutableArray<V1Pod>>.Empty;

    /// <summary>The newest resourceVersion of a Task that the sender of the event observed, or null. A list must not be older.</summary>
    public string? SeenTasks { get; init; }

    public ObjectKey Key => new(Agent.Metadata.NamespaceProperty, Agent.Metadata.Name);
}
