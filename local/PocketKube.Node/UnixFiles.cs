namespace PocketKube.Node;

/// <summary>File modes, on the systems that have them.</summary>
internal static class UnixFiles
{
    private const int PermissionBits = 0b111_111_111;

    /// <summary>Creates a folder that only this user can enter.</summary>
    public static void CreatePrivateDirectory(string path)
    {
        Directory.CreateDirectory(path);
        SetMode(path, 0b111_000_000);
    }

    public static void SetMode(string path, int mode)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, (UnixFileMode)(mode & PermissionBits));
    }

    /// <summary>Gives the second path the mode of the first.</summary>
    public static void CopyMode(string from, string to)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(to, File.GetUnixFileMode(from));
    }

    /// <summary>Removes a folder whatever the modes of what lies in it.</summary>
    public static void DeleteTree(string path)
    {
        if (!Directory.Exists(path))
            return;

        // A pod may have left folders that even their owner can't list.
        foreach (string folder in Directory.EnumerateDirectories(path, "*", SearchOption.TopDirectoryOnly))
        {
            if (new DirectoryInfo(folder).LinkTarget is null)
            {
                SetMode(folder, 0b111_000_000);
                DeleteTree(folder);
            }
        }
        Directory.Delete(path, recursive: true);
    }
}
