using System.Runtime.InteropServices;

namespace KubeTask.Cli.Terminals;

/// <summary>The size of the terminal that shows the standard output.</summary>
internal static partial class TerminalSize
{
    private const int DefaultColumns = 80;
    private const int DefaultRows = 24;
    private const int StandardOutputHandle = 1;

    /// <summary>TIOCGWINSZ of Linux.</summary>
    private const nuint GetWindowSize = 0x5413;

    /// <summary>The columns and rows; 80 and 24 if it isn't a terminal.</summary>
    public static (int Columns, int Rows) Get()
    {
        (int columns, int rows) = OperatingSystem.IsLinux() ? Ask() : (Console.WindowWidth, Console.WindowHeight);
        return (columns > 0 ? columns : DefaultColumns, rows > 0 ? rows : DefaultRows);
    }

    /// <summary>Asks the kernel. The console's own properties would also switch the terminal's keypad into another mode.</summary>
    private static (int Columns, int Rows) Ask() =>
        ControlTerminal(StandardOutputHandle, GetWindowSize, out WindowSize size) == 0 ? (size.Columns, size.Rows) : (0, 0);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ControlTerminal(int handle, nuint request, out WindowSize size);

    /// <summary>The C structure winsize.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct WindowSize
    {
        public readonly ushort Rows;
        public readonly ushort Columns;
        private readonly ushort _width;
        private readonly ushort _height;
    }
}
