using System.Collections.Concurrent;
using System.Diagnostics;

namespace KubeTask.Local.Tests.EndToEnd;

/// <summary>A <c>kubectl get -w</c> that goes on beside the test, and the lines that it has printed.</summary>
internal sealed class KubectlWatch : IAsyncDisposable
{
    private readonly Process _process;

    public KubectlWatch(string kubeconfig, params string[] arguments)
    {
        var start = new ProcessStartInfo("kubectl", ["get", "-w", .. arguments])
        {
            RedirectStandardOutput = true,
            Environment = { ["KUBECONFIG"] = kubeconfig },
        };
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, e) =>
        {
            if (e.Data is not null)
                Lines.Enqueue(e.Data);
        };
        _process.Start();
        _process.BeginOutputReadLine();
    }

    public ConcurrentQueue<string> Lines { get; } = new();

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }
}
