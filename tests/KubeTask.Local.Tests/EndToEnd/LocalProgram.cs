using System.Collections.Concurrent;
using System.Diagnostics;
using KubeTask.Local.Cluster;
using PocketKube.ApiServer;

namespace KubeTask.Local.Tests.EndToEnd;

/// <summary>kubetask-local as a process. It and all that it starts are known by a variable in their environment.</summary>
internal sealed class LocalProgram : IAsyncDisposable
{
    private readonly string _mark = $"KUBETASK_TEST={Guid.NewGuid():N}";
    private readonly Process _process;

    /// <param name="variables">Beside its own, as <c>NAME=value</c>.</param>
    public LocalProgram(string command, params string[] variables)
    {
        var layout = RepositoryLayout.Find();
        Kubeconfig = Path.Combine(layout.State, command, "kubeconfig");
        string program = Path.Combine(layout.Root, "local", "KubeTask.Local", "bin", layout.Configuration, "net10.0", "kubetask-local");
        // Started from a terminal, Ctrl-C reaches it; whoever runs the tests in the background ignores it, and so would it.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", _mark, .. variables, program, command])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, e) => Keep(e.Data);
        _process.ErrorDataReceived += (_, e) => Keep(e.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Kubeconfig { get; }

    public int Id => _process.Id;

    public ConcurrentQueue<string> Lines { get; } = new();

    public string Output => string.Join('\n', Lines);

    /// <summary>It and those that it started, as far as they live.</summary>
    public IReadOnlyList<int> Processes => MachineProcesses.WithEnvironment(_mark);

    /// <returns>The exit code.</returns>
    /// <exception cref="TimeoutException">It goes on.</exception>
    public async Task<int> ExitAsync(TimeSpan within)
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(within, TimeProvider.System);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        // Only where a test has failed.
        foreach (int left in Processes)
            MachineProcesses.Send(left, MachineProcesses.Kill);
    }

    private void Keep(string? line)
    {
        if (line is not null)
            Lines.Enqueue(line);
    }
}
