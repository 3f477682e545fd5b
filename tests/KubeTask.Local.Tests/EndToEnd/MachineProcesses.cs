using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace KubeTask.Local.Tests.EndToEnd;

/// <summary>The processes of this machine, as /proc shows them.</summary>
internal static class MachineProcesses
{
    public const int Interrupt = 2;
    public const int Kill = 9;
    public const int Terminate = 15;

    /// <summary>Processes with a text in their command line. Ended ones that nobody has waited for have none.</summary>
    public static IReadOnlyList<int> WithCommand(string text) => With("cmdline", text);

    /// <summary>Processes that were started with a text in their environment.</summary>
    public static IReadOnlyList<int> WithEnvironment(string text) => With("environ", text);

    /// <summary>Sends a signal; to a process that has ended meanwhile, nothing.</summary>
    public static void Send(int process, int signal) => _ = SendSignal(process, signal);

    private static List<int> With(string file, string text)
    {
        byte[] wanted = Encoding.UTF8.GetBytes(text);
        var found = new List<int>();
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (
                int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int id)
                && id != Environment.ProcessId
                && Read(Path.Combine(folder, file)).AsSpan().IndexOf(wanted) >= 0
            )
            {
                found.Add(id);
            }
        }

        return found;
    }

    private static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile, or is another user's.
            return [];
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}
