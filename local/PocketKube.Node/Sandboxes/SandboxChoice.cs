namespace PocketKube.Node.Sandboxes;

/// <summary>Finds the sandbox for the node's settings.</summary>
internal static class SandboxChoice
{
    private const string Chosen = "plain processes were asked for (SandboxMode.Plain)";
    private const string Windows = "Windows has none; use Linux, or WSL";

    /// <returns>The sandbox, or null and the problem if none that the mode allows works here.</returns>
    public static async Task<(ISandbox? Sandbox, string? Problem)> ChooseAsync(
        NodeSettings settings,
        ProcessLauncher launcher,
        CancellationToken cancellationToken
    )
    {
        if (settings.Sandbox == SandboxMode.Plain)
            return OperatingSystem.IsWindows() ? (null, Windows) : (new PlainSandbox(launcher, settings.RootVariable, Chosen), null);
        var bubblewrap = new BubblewrapSandbox(launcher, settings.Bubblewrap);
        if (await bubblewrap.ProblemAsync(cancellationToken) is not { } problem)
            return (bubblewrap, null);
        return settings.Sandbox == SandboxMode.Bubblewrap || OperatingSystem.IsWindows()
            ? (null, problem)
            : (new PlainSandbox(launcher, settings.RootVariable, problem), null);
    }
}
