using System.Security.Cryptography;
using System.Text;
using k8s.Models;
using PocketKube.Node.Logs;
using PocketKube.Node.Sandboxes;

namespace PocketKube.Node.Pods;

/// <summary>One container from its start to its end.</summary>
internal sealed class ContainerRun(
    V1Container container,
    ContainerLaunch launch,
    ContainerLog log,
    string terminationFile,
    TimeSpan grace,
    TimeProvider time
)
{
    private const int MessageLimit = 4096;
    private const int FallbackLines = 80;
    private const int FallbackBytes = 2048;
    private const string ExecFailed = "bwrap: ";
    private const string PlainExecFailed = "setsid: failed to execute ";
    private static readonly TimeSpan s_outputLasts = TimeSpan.FromSeconds(1);

    /// <summary>As a container runtime names it.</summary>
    public string Id { get; } = "pocketkube://" + RandomNumberGenerator.GetHexString(64, lowercase: true);

    /// <param name="started">Called with the start time, before the process can have any visible effect.</param>
    /// <param name="stop">The order to end it: SIGTERM, and SIGKILL after the grace period.</param>
    public async Task<V1ContainerStateTerminated> RunAsync(ISandbox sandbox, Func<DateTime, Task> started, CancellationToken stop)
    {
        DateTime startedAt = Timestamp.WholeSeconds(time.GetUtcNow());
        ContainerProcess process;
        try
        {
            process = await sandbox.StartAsync(launch, CancellationToken.None);
        }
        catch (SandboxException e)
        {
            log.Finish();
            return Ended(startedAt, 128, "ContainerCannotRun", e.Message);
        }
        using (process)
        {
            using var outputEnds = new CancellationTokenSource();
            var copies = Task.WhenAll(process.Output.Select(o => new LogLineSplitter(log).CopyAsync(o, outputEnds.Token)));
            Task reported = started(startedAt);
            int exitCode = await WaitAsync(process, stop);
            process.KillRest();
            await EndOutputAsync(copies, outputEnds);
            log.Finish();
            await reported;
            return Ended(startedAt, exitCode);
        }
    }

    private async Task<int> WaitAsync(ContainerProcess process, CancellationToken stop)
    {
        try
        {
            return await process.WaitAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            process.Terminate();
        }
        using var patience = new CancellationTokenSource(grace, time);
        try
        {
            return await process.WaitAsync(patience.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            process.Kill();
            return await process.WaitAsync(CancellationToken.None);
        }
    }

    /// <summary>A process that escaped (possible only without a sandbox) may hold the pipe open: don't wait for it.</summary>
    private async Task EndOutputAsync(Task copies, CancellationTokenSource outputEnds)
    {
        var timeout = Task.Delay(s_outputLasts, time, outputEnds.Token);
        await Task.WhenAny(copies, timeout);
        await outputEnds.CancelAsync();
        await copies.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await timeout.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private V1ContainerStateTerminated Ended(DateTime startedAt, int exitCode)
    {
        string tail = exitCode == 0 ? "" : LogReader.Tail(log, FallbackLines, FallbackBytes);
        if (exitCode == 1 && tail.StartsWith(ExecFailed, StringComparison.Ordinal))
            return Ended(startedAt, 127, "ContainerCannotRun", tail[ExecFailed.Length..].TrimEnd());
        if (exitCode is 126 or 127 && tail.StartsWith(PlainExecFailed, StringComparison.Ordinal))
            return Ended(startedAt, exitCode, "ContainerCannotRun", tail[PlainExecFailed.Length..].TrimEnd());
        string message = TerminationMessage();
        if (message.Length == 0 && container.TerminationMessagePolicy == "FallbackToLogsOnError")
            message = tail;
        return Ended(startedAt, exitCode, exitCode == 0 ? "Completed" : "Error", message);
    }

    private V1ContainerStateTerminated Ended(DateTime startedAt, int exitCode, string reason, string message) =>
        new()
        {
            ExitCode = exitCode,
            Reason = reason,
            Message = message.Length == 0 ? null : message,
            StartedAt = startedAt,
            FinishedAt = Timestamp.WholeSeconds(time.GetUtcNow()),
            ContainerID = Id,
        };

    private string TerminationMessage()
    {
        try
        {
            using FileStream file = File.OpenRead(terminationFile);
            // As the kubelet does, the end is kept, whatever the character at the cut.
            file.Position = Math.Max(0, file.Length - MessageLimit);
            byte[] bytes = new byte[MessageLimit];
            return Encoding.UTF8.GetString(bytes, 0, file.ReadAtLeast(bytes, MessageLimit, throwOnEndOfStream: false));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The container deleted its own message.
            return "";
        }
    }
}
