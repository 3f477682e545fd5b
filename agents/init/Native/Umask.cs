using System.Runtime.InteropServices;

namespace KubeTask.Init.Native;

/// <summary>The mode bits that the process takes from new files.</summary>
internal static partial class Umask
{
    /// <summary>From now on, every user may change what this process creates.</summary>
    public static void Open() => _ = Set(0);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial uint Set(uint mask);
}
