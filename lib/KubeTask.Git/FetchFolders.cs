namespace KubeTask.Git;

/// <summary>
/// Where the init container finds its work and leaves what it fetched. All paths are below <see cref="Root"/>; in a sandbox without a file
/// system of its own, that is below the folder that the variable <c>KUBETASK_SANDBOX_ROOT</c> names.
/// </summary>
public static class FetchFolders
{
    /// <summary>The folder of all others in the init container.</summary>
    public const string Root = "/kubetask-init";

    /// <summary>The folder with <see cref="WorkFile"/> and perhaps <see cref="CaFile"/>, relative to the root. Read-only.</summary>
    public const string Work = "work";

    /// <summary>The file with <see cref="FetchWork"/>.</summary>
    public const string WorkFile = "work.json";

    /// <summary>PEM certificates to trust besides the system's; the file is absent if there are none.</summary>
    public const string CaFile = "ca.crt";

    /// <summary>The folder with a folder for each repository that has credentials: 0, 1, … One file for each key of its Secret.</summary>
    public const string Credentials = "credentials";

    /// <summary>The folder with a volume for each repository: 0, 1, …</summary>
    public const string Contexts = "contexts";

    /// <summary>
    /// What the agent gets: the file or folder in a repository's volume that becomes the Context's mount. Nothing else stays in the volume.
    /// </summary>
    public const string Content = "content";

    /// <summary>A small writable folder in memory.</summary>
    public const string Temporary = "tmp";
}
