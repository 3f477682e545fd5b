using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace KubeTask.Local.Keda;

/// <summary>One process of the functions, on a port of its own.</summary>
internal sealed class FunctionProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly FunctionReplicasSettings settings;
    private readonly TimeProvider time;

    private FunctionProcess(Process process, IPEndPoint endpoint, FunctionReplicasSettings settings, TimeProvider time)
    {
        this.process = process;
        this.settings = settings;
        this.time = time;
        Endpoint = endpoint;
    }

    public IPEndPoint Endpoint { get; }

    public int Id => process.Id;

    public int? ExitCode => process.HasExited ? process.ExitCode : null;

    /// <exception cref="System.ComponentModel.Win32Exception">There is no such program.</exception>
    public static FunctionProcess Start(FunctionReplicasSettings settings, FunctionLog log, TimeProvider time)
    {
        var endpoint = new IPEndPoint(IPAddress.Loopback, FreePort());
        var start = new ProcessStartInfo(settings.Command)
        {
            // Kept open and never written to: its end tells the child that this process is gone, however it went.
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in settings.Arguments)
            start.ArgumentList.Add(argument);
        foreach ((string name, string value) in settings.Environment)
            start.Environment[name] = value;
        start.Environment[FunctionReplicasSettings.PortVariable] = endpoint.Port.ToString(CultureInfo.InvariantCulture);

        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, e) => log.Write(e.Data);
        process.ErrorDataReceived += (_, e) => log.Write(e.Data);
        try
        {
            process.Start();
        }
        catch
        {
            process.Dispose();
            throw;
        }

        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new FunctionProcess(process, endpoint, settings, time);
    }

    /// <summary>Waits until GET /healthz is answered with 200; false when the process ended or the time is up first.</summary>
    public async Task<bool> ReadyAsync(CancellationToken cancellation)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        var health = new Uri($"http://{Endpoint}/healthz");
        long started = time.GetTimestamp();
        while (!process.HasExited && time.GetElapsedTime(started) < settings.ReadyWithin)
        {
            try
            {
                using HttpResponseMessage answer = await http.GetAsync(health, cancellation);
                if (answer.StatusCode == HttpStatusCode.OK)
                    return true;
            }
            catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                // Not there yet.
            }

            await Task.Delay(settings.ProbeInterval, time, cancellation);
        }

        return false;
    }

    public Task ExitAsync(CancellationToken cancellation) => process.WaitForExitAsync(cancellation);

    /// <summary>Ends the process: SIGTERM, and SIGKILL for it and its children when the grace period is over.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited && UnixSignal.SendTerminate(process.Id))
        {
            using var grace = new CancellationTokenSource(settings.GracePeriod, time);
            try
            {
                await process.WaitForExitAsync(grace.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }

        process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
