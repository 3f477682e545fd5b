using System.Diagnostics;

namespace KubeTask.Local.Tests.Kubectl;

/// <summary>The machine's own kubectl, pointed at a server, with a home of its own.</summary>
public sealed class Kubectl : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);
    private readonly string _home = Directory.CreateTempSubdirectory("kubetask-kubectl-").FullName;
    private readonly string _kubeconfig;

    public Kubectl(string kubeconfig)
    {
        Assert.SkipUnless(IsInstalled(), "kubectl is not on the PATH");
        _kubeconfig = kubeconfig;
    }

    public Task<KubectlResult> RunAsync(params string[] arguments) => FeedAsync(null, arguments);

    /// <summary>Runs kubectl with a manifest on its standard input (<c>-f -</c>).</summary>
    public async Task<KubectlResult> FeedAsync(string? input, params string[] arguments)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(s_patience);
        using Process process = Start(arguments);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            Task<string> error = process.StandardError.ReadToEndAsync(deadline.Token);
            if (input is not null)
                await process.StandardInput.WriteAsync(input.AsMemory(), deadline.Token);

            process.StandardInput.Close();
            await process.WaitForExitAsync(deadline.Token);
            return new KubectlResult(process.ExitCode, await output, await error);
        }
        finally
        {
            End(process);
        }
    }

    /// <summary>Reads a run's lines, and acts between them, until <paramref name="act"/> returns false for one; then ends it.</summary>
    public async Task FollowAsync(Func<string, Task<bool>> act, params string[] arguments)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(s_patience);
        using Process process = Start(arguments);
        try
        {
            while (true)
            {
                string line = await process.StandardOutput.ReadLineAsync(deadline.Token)
                    ?? throw new InvalidOperationException(
                        $"kubectl ended early: {await process.StandardError.ReadToEndAsync(deadline.Token)}"
                    );
                if (!await act(line))
                    return;
            }
        }
        finally
        {
            End(process);
        }
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);

    private static bool IsInstalled() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, "kubectl")));

    private static void End(Process process)
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
    }

    private Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo("kubectl", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["KUBECONFIG"] = _kubeconfig;
        start.Environment["HOME"] = _home;
        return Process.Start(start) ?? throw new InvalidOperationException("kubectl did not start");
    }
}
