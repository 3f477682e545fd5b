namespace KubeTask.Runner.Agents;

/// <summary>A command to start, with its variables.</summary>
internal sealed class Launch(IEnumerable<string> command, IReadOnlyDictionary<string, string> environment)
{
    public List<string> Command { get; } = [.. command];

    public Dictionary<string, string> Environment { get; } = new(environment, StringComparer.Ordinal);
}
