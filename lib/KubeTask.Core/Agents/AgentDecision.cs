using System.Collections.Immutable;
using KubeTask.Core.Api;

namespace KubeTask.Core.Agents;

/// <summary>What to do next about an Agent: look at more, or write, or (both empty) nothing. After either, decide again with what came of it.</summary>
public sealed record AgentDecision(ImmutableArray<AgentNeed> Needs, ImmutableArray<AgentAction> Actions)
{
    public static AgentDecision Nothing { get; } = new([], []);

    public bool IsNothing => Needs.IsEmpty && Actions.IsEmpty;

    public static AgentDecision See(IEnumerable<AgentNeed> needs) => new([.. needs], []);

    public static AgentDecision Do(IEnumerable<AgentAction> actions) => new([], [.. actions]);
}

/// <summary>Something that a decision about an Agent needs to see.</summary>
public abstract record AgentNeed
{
    private AgentNeed() { }

    /// <summary>All Tasks with the Agent's label.</summary>
    public sealed record Tasks : AgentNeed;

    /// <summary>All Jobs with the Agent's label.</summary>
    public sealed record Jobs : AgentNeed;

    /// <summary>The Task of this name.</summary>
    public sealed record Holder(string Name) : AgentNeed;

    /// <summary>The pods with the label of a Task of this name.</summary>
    public sealed record Pods(string Task) : AgentNeed;
}

/// <summary>A write that a decision about an Agent asks for. The actions of one decision need no order among them.</summary>
public abstract record AgentAction
{
    private AgentAction() { }

    /// <summary>Write the Agent's status if the Agent is still as it was read.</summary>
    public sealed record WriteStatus(V1Alpha1AgentStatus Status) : AgentAction;

    /// <summary>Tell a waiting Task its new place, if it is still as it was read; where it isn't, its own event does.</summary>
    public sealed record ReportPosition(V1Alpha1Task Task, V1Alpha1TaskStatus Status) : AgentAction;
}
