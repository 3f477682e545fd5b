namespace KubeTask.Local.Tests.RealAgents;

/// <summary>The real CLIs of agents, which <c>make test-agents</c> installs from npm.</summary>
internal static class AgentClis
{
    private const string Switch = "KUBETASK_REAL_AGENTS";

    /// <summary>The folder that they are installed in, with kubetask-run in <c>bin</c>.</summary>
    public static string Folder { get; } =
        Environment.GetEnvironmentVariable("KUBETASK_AGENT_CLIS") ?? RepositoryRoot.Combine(".local", "clis");

    /// <summary>The folder with their programs.</summary>
    public static string Programs { get; } = Path.Combine(Folder, "node_modules", ".bin");

    /// <summary>Why an agent can't be tested, for a loud line; null if it can.</summary>
    public static string? Missing(string agent)
    {
        if (Environment.GetEnvironmentVariable(Switch) != "1")
            return $"THE REAL AGENTS ARE NOT TESTED. \"make test-agents\" installs them from npm and tests with them ({Switch}=1).";
        return File.Exists(Path.Combine(Programs, agent)) ? null : $"{agent} IS NOT TESTED: npm has not installed it below {Folder}.";
    }
}
