using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace PocketKube.Node.Sandboxes;

/// <summary>
/// Starts every process from one thread that lives as long as the node. "Die with the parent" (PR_SET_PDEATHSIG) means the
/// parent's <em>thread</em>: a process started from a pool thread would be killed when the pool retires that thread.
/// </summary>
internal sealed class ProcessLauncher : IDisposable
{
    private readonly BlockingCollection<(ProcessStartInfo Start, TaskCompletionSource<Process> Started)> _requests = [];

    private readonly Thread _thread;

    public ProcessLauncher()
    {
        _thread = new Thread(Launch) { IsBackground = true, Name = "process launcher" };
        _thread.Start();
    }

    /// <exception cref="SandboxException">The program could not be executed.</exception>
    public async Task<Process> StartAsync(ProcessStartInfo start)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        _requests.Add((start, started));
        return await started.Task;
    }

    /// <summary>Ends the thread, and with it every process that it started and that still runs.</summary>
    public void Dispose()
    {
        _requests.CompleteAdding();
        _thread.Join();
        _requests.Dispose();
    }

    private void Launch()
    {
        foreach ((ProcessStartInfo? start, TaskCompletionSource<Process>? started) in _requests.GetConsumingEnumerable())
        {
            try
            {
                started.SetResult(Process.Start(start) ?? throw new InvalidOperationException("No process was started."));
            }
            catch (Exception e) when (e is Win32Exception or InvalidOperationException or PlatformNotSupportedException)
            {
                started.SetException(new SandboxException($"{start.FileName} can't be started: {e.Message}", e));
            }
        }
    }
}
