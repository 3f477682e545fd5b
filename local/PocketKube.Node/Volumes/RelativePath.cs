namespace PocketKube.Node.Volumes;

/// <summary>Paths that a user wrote and that must not lead out of a volume.</summary>
internal static class RelativePath
{
    public static bool StaysInside(string path) =>
        path.Length > 0 && !Path.IsPathRooted(path) && !path.Contains('\0', StringComparison.Ordinal) && !path.Split('/').Contains("..");

    /// <summary>Whether what lies there now is reached without leaving the volume by a symbolic link (an earlier container of the
    /// pod can have made one).</summary>
    public static bool StaysInside(string folder, string relative)
    {
        string path = folder;
        foreach (string part in relative.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            path = Path.Combine(path, part);
            if (new FileInfo(path).LinkTarget is not null)
                return false;
        }
        return true;
    }
}
