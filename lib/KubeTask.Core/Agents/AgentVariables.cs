using KubeTask.Core.Validation;

namespace KubeTask.Core.Agents;

/// <summary>The names of environment variables that an Agent's credentials may have.</summary>
public static class AgentVariables
{
    /// <summary>What every agent's container has: the Task's variables, and those that every image sets.</summary>
    public static IReadOnlyList<string> Always { get; } = ["TASK_NAME", "TASK_NAMESPACE", "WORKSPACE_DIR", "PATH", "HOME"];

    /// <summary>
    /// The rule that a name breaks, or null. Kubernetes' own rule has changed: since 1.30 almost any name is valid. This one holds on every
    /// server, and a shell can read such a variable.
    /// </summary>
    public static string? Broken(string name) =>
        !IsName(name) ? RuleText.EnvIsName
        : IsReserved(name) ? RuleText.EnvIsNotReserved
        : null;

    /// <summary>Whether KubeTask sets the variable itself, or may do so in a later version.</summary>
    public static bool IsReserved(string name) =>
        name is "TASK_NAME" or "TASK_NAMESPACE" or "WORKSPACE_DIR" || name.StartsWith("KUBETASK_", StringComparison.Ordinal);

    private static bool IsName(string name) =>
        name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_') && name.Length > 0 && !char.IsAsciiDigit(name[0]);
}
