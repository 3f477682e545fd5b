namespace PocketKube.Node.Sandboxes;

/// <summary>How a container's process is kept apart from the machine.</summary>
public enum SandboxMode
{
    /// <summary>Bubblewrap where it works, else a plain process.</summary>
    Auto,

    /// <summary>Bubblewrap; pods fail where it doesn't work.</summary>
    Bubblewrap,

    /// <summary>A child process in a private folder: no isolation.</summary>
    Plain,
}
