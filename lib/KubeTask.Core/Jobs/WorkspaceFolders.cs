using KubeTask.Core.Contexts;

namespace KubeTask.Core.Jobs;

/// <summary>
/// The folders between the workspace and what is mounted in it. The container runtime would create them as root's, and only root could
/// write in them. So each is a mount of its own, a subPath of the workspace's volume: the kubelet creates that with the mode of the volume,
/// in which everyone can write. Older kubelets set the mode of a subPath's last folder only, so the outer folders come first
/// (docs/adr/0019-files-and-folders-belong-to-the-agent.md).
/// </summary>
internal static class WorkspaceFolders
{
    /// <summary>Paths relative to the workspace. The mount paths must be normalized.</summary>
    public static IEnumerable<string> Above(IEnumerable<string> mountPaths, string workspaceDir)
    {
        var folders = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string path in mountPaths)
        {
            if (!MountPath.IsAtOrBelow(path, workspaceDir))
                continue;
            string relative = path[(workspaceDir.Length + 1)..];
            for (int end = relative.IndexOf('/'); end >= 0; end = relative.IndexOf('/', end + 1))
                folders.Add(relative[..end]);
        }

        return folders;
    }
}
