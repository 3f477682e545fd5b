using System.Globalization;
using System.Runtime.InteropServices;

namespace KubeTask.Init.Native;

/// <summary>The pages of files that libgit2 has mapped.</summary>
internal static partial class MappedPages
{
    private const string Maps = "/proc/self/maps";
    private const int DontNeed = 4;

    /// <summary>
    /// Takes the pages of a folder's files out of the process. They stay in the system's cache, and come back when they are read. While
    /// libgit2 resolves deltas, it keeps to no limit of mapped memory, so that the whole pack would count as the process's.
    /// </summary>
    public static void GiveBack(string folder)
    {
        if (!File.Exists(Maps))
            return;
        foreach (string line in File.ReadLines(Maps).Where(l => l.Contains(folder, StringComparison.Ordinal)))
        {
            int dash = line.IndexOf('-', StringComparison.Ordinal);
            nint start = nint.Parse(line.AsSpan(0, dash), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            ReadOnlySpan<char> last = line.AsSpan(dash + 1, line.IndexOf(' ', StringComparison.Ordinal) - dash - 1);
            nint end = nint.Parse(last, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            // It only advises: if it fails, the pages stay.
            _ = Advise(start, (nuint)(end - start), DontNeed);
        }
    }

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint start, nuint length, int advice);
}
