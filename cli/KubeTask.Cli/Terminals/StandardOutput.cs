using Microsoft.Win32.SafeHandles;

namespace KubeTask.Cli.Terminals;

/// <summary>
/// The standard output. A reader that has gone ends a write with an error; the console's own stream hides that, and a followed log would
/// go on for nobody.
/// </summary>
internal static class StandardOutput
{
    private const int BrokenPipeError = 32;

    public static Stream Open()
    {
        if (OperatingSystem.IsWindows())
            return Console.OpenStandardOutput();
        var stream = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        // In a file, a FileStream keeps a position of its own, which the shell's other commands wouldn't know.
        return stream.CanSeek ? Console.OpenStandardOutput() : stream;
    }

    /// <summary>Whether a write failed because nobody reads the output any more.</summary>
    public static bool IsBrokenPipe(Exception exception) => exception is IOException { HResult: BrokenPipeError };
}
