using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using KubeTask.FunctionsHost.Apps;
using KubeTask.Hosting;

namespace KubeTask.FunctionsHost.Children;

/// <summary>A worker or a custom handler as a process.</summary>
internal sealed class Child : IDisposable
{
    private const int SigTerm = 15;

    private readonly Process _process;

    private Child(Process process)
    {
        _process = process;
        Exit = ExitAsync();
    }

    public int Id => _process.Id;

    /// <summary>The exit code, once the child has ended.</summary>
    public Task<int> Exit { get; }

    /// <exception cref="AppException">There is no such program.</exception>
    public static Child Start(ProcessStartInfo start, HostLog log)
    {
        // Kept open and never written to. It ends when this process does, also when that is killed.
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.Environment[StdinLifetime.Variable] = "true";
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, e) => PassOn(e.Data);
        process.ErrorDataReceived += (_, e) => PassOn(e.Data);
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            process.Dispose();
            throw new AppException($"{start.FileName}: can't be started: {e.Message}");
        }

        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new Child(process);

        void PassOn(string? line)
        {
            if (line is not null)
                log.Line(line);
        }
    }

    /// <summary>Sends SIGTERM; a child that has ended gets nothing.</summary>
    public void Terminate()
    {
        if (!_process.HasExited)
            _ = SendSignal(_process.Id, SigTerm);
    }

    public void Kill() => _process.Kill(entireProcessTree: true);

    public void Dispose() => _process.Dispose();

    private async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}
