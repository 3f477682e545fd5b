using System.Runtime.InteropServices;

namespace KubeTask.Local.Keda;

/// <summary>Unix signals, which .NET's Process can't send except SIGKILL.</summary>
internal static class Signals
{
    private const int SigTerm = 15;

    /// <summary>Asks a process to end; false when it is gone already.</summary>
    public static bool Terminate(int processId) => Kill(processId, SigTerm) == 0;

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);
}
