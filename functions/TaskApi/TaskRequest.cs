using KubeTask.Core.Api;

namespace KubeTask.Functions.TaskApi;

/// <summary>The short form of a Task: the fields that most callers need. A whole Task may be sent instead.</summary>
public sealed record TaskRequest
{
    /// <summary>The instruction. task.md in the agent's workspace starts with it.</summary>
    public string? Description { get; init; }

    /// <summary>The Agent, in the same namespace; "default" unless set.</summary>
    public string? AgentRef { get; init; }

    /// <summary>Contexts to hand to the agent, after the Agent's own, in this order.</summary>
    public IReadOnlyList<ContextMount>? Contexts { get; init; }

    /// <summary>The Task's name. Without it, the name is made from generateName.</summary>
    public string? Name { get; init; }

    /// <summary>The beginning of a generated name; "task-" unless set.</summary>
    public string? GenerateName { get; init; }

    /// <summary>The Task's labels.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }
}
