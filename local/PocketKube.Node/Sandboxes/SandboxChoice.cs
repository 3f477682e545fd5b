namespace PocketKube.Node.Sandboxes;

/// <summary>Finds the sandbox for a mode.</summary>
internal static class SandboxChoice
{
    /// <returns>Null if no sandbox that the mode allows works here.</returns>
    public static async Task<ISandbox?> ChooseAsync(
        SandboxMode mode,
        string rootVariable,
        ProcessLauncher launcher,
        CancellationToken cancellationToken
    )
    {
        var bubblewrap = new BubblewrapSandbox(launcher);
        if (mode != SandboxMode.Plain && await bubblewrap.WorksAsync(cancellationToken))
            return bubblewrap;
        return mode == SandboxMode.Bubblewrap || OperatingSystem.IsWindows() ? null : new PlainSandbox(launcher, rootVariable);
    }
}
