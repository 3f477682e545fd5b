using System.Collections.Immutable;
using k8s.Models;
using KubeTask.Core.Api;

namespace KubeTask.Core.Agents;

/// <summary>
/// What is known of an Agent and of the Tasks that it runs or keeps waiting. The Agent is read first and the rest after it, so that whatever took a slot before the
/// Agent was read is seen.
/// </summary>
public sealed record AgentState
{
    public required V1Alpha1Agent Agent { get; init; }

    /// <summary>The Tasks that carry the Agent's label, ended ones included; null until listed.</summary>
    public ImmutableArray<V1Alpha1Task>? Tasks { get; init; }

    /// <summary>The Jobs that carry the Agent's label; null until listed.</summary>
    public ImmutableArray<V1Job>? Jobs { get; init; }

    /// <summary>Tasks that hold a slot and don't carry the label, by name; null values are absent ones.</summary>
    public ImmutableDictionary<string, V1Alpha1Task?> Holders { get; init; } = ImmutableDictionary<string, V1Alpha1Task?>.Empty;

    /// <summary>The pods of former holders that are gone, by the Task's name.</summary>
    public ImmutableDictionary<string, ImmutableArray<V1Pod>> Pods { get; init; } =
        ImmutableDictionary<string, ImmutableArray<V1Pod>>.Empty;

    public ObjectKey Key => new(Agent.Metadata.NamespaceProperty, Agent.Metadata.Name);
}
