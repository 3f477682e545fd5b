using System.Diagnostics;

namespace KubeTask.Local.Demo;

/// <summary>Runs the machine's own kubectl.</summary>
internal sealed class Kubectl(string kubeconfig)
{
    /// <summary>Runs a command and hands on each line that it prints, errors included.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="DemoException">There is no kubectl.</exception>
    public async Task<int> RunAsync(Action<string> onLine, CancellationToken cancellationToken, params string[] arguments)
    {
        var start = new ProcessStartInfo("kubectl", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["KUBECONFIG"] = kubeconfig },
        };
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, e) => Tell(e.Data);
        process.ErrorDataReceived += (_, e) => Tell(e.Data);
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new DemoException(
                $"kubectl can't be started ({e.Message}); install it and put it on PATH: the demo applies its objects with it",
                e
            );
        }

        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }

        return process.ExitCode;

        void Tell(string? line)
        {
            if (line is not null)
                onLine(line);
        }
    }
}

/// <summary>The demo can't go on; the message says what to do.</summary>
internal sealed class DemoException : Exception
{
    public DemoException(string message)
        : base(message) { }

    public DemoException(string message, Exception inner)
        : base(message, inner) { }
}
