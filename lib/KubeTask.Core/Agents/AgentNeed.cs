namespace KubeTask.Core.Agents;

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
