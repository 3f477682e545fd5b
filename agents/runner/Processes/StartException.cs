using System.Runtime.InteropServices;

namespace KubeTask.Runner.Processes;

/// <summary>A command can't be started.</summary>
internal sealed class StartException(string program, int error) : Exception(Text(program, error))
{
    /// <summary>As shells have it: 127 if there is no such program, 126 if it can't be executed.</summary>
    public int ExitCode { get; } = error == Libc.NoSuchFile ? 127 : 126;

    private static string Text(string program, int error) =>
        error switch
        {
            Libc.NoSuchFile => $"{program} isn't in the image, neither at this path nor in PATH. Install it, or write another command",
            Libc.NoAccess => $"{program} may not be executed. Set its execute permission",
            _ => $"{program} can't be started: {Marshal.GetPInvokeErrorMessage(error)}",
        };
}
