using System.Runtime.InteropServices;

namespace PocketKube.Node;

/// <summary>Signals beyond .NET's own, which can only kill.</summary>
public static class UnixSignal
{
    public const int Kill = 9;
    public const int Terminate = 15;

    /// <summary>Asks a process to end; false when it is gone already.</summary>
    public static bool SendTerminate(int process) => process > 1 && SendSignal(process, Terminate) == 0;

    /// <summary>A process group that is already gone is no error.</summary>
    /// <param name="group">Id of the group, greater than 1: 0 and 1 would mean this process's own group, and everything.</param>
    public static void SendToGroup(int group, int signal)
    {
        if (group > 1 && !OperatingSystem.IsWindows())
            _ = SendSignal(-group, signal);
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}
