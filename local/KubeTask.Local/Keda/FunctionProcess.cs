using System.Diagnostics;
using System.Globalization;
using System.Net;
using KubeTask.Local.Ports;
using PocketKube.Node;

namespace KubeTask.Local.Keda;

/// <summary>One process of the functions, on a port of its own.</summary>
internal sealed class FunctionProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ReservedPort _port;
    private readonly FunctionReplicasSettings _settings;
    private readonly TimeProvider _time;

    private FunctionProcess(Process process, ReservedPort port, FunctionReplicasSettings settings, TimeProvider time)
    {
        _process = process;
        _port = port;
        _settings = settings;
        _time = time;
    }

    public IPEndPoint Endpoint => _port.Endpoint;

    public int Id => _process.Id;

    public int? ExitCode => _process.HasExited ? _process.ExitCode : null;

    /// <exception cref="System.ComponentModel.Win32Exception">There is no such program.</exception>
    public static FunctionProcess Start(FunctionReplicasSettings settings, FunctionLog log, TimeProvider time)
    {
        var port = new ReservedPort();
        var start = new ProcessStartInfo(settings.Command)
        {
            // Kept open and never written to: when it ends, the child knows that this process is gone.
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in settings.Arguments)
            start.ArgumentList.Add(argument);
        foreach ((string name, string value) in settings.Environment)
            start.Environment[name] = value;
        start.Environment[FunctionReplicasSettings.PortVariable] = port.Port.ToString(CultureInfo.InvariantCulture);

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
            port.Dispose();
            throw;
        }

        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new FunctionProcess(process, port, settings, time);
    }

    /// <summary>Waits until GET /healthz answers 200; false if the process ends or the time is up first.</summary>
    public async Task<bool> ReadyAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        var health = new Uri($"http://{Endpoint}/healthz");
        long started = _time.GetTimestamp();
        while (!_process.HasExited && _time.GetElapsedTime(started) < _settings.ReadyWithin)
        {
            try
            {
                using HttpResponseMessage answer = await http.GetAsync(health, cancellationToken);
                if (answer.StatusCode == HttpStatusCode.OK)
                    return true;
            }
            catch (Exception e)
                when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                // Not there yet.
            }

            await Task.Delay(_settings.ProbeInterval, _time, cancellationToken);
        }

        return false;
    }

    public Task ExitAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>Ends the process: SIGTERM, and SIGKILL for it and its children when the grace period is over.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited && UnixSignal.SendTerminate(_process.Id))
        {
            using var grace = new CancellationTokenSource(_settings.GracePeriod, _time);
            try
            {
                await _process.WaitForExitAsync(grace.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
                await _process.WaitForExitAsync(CancellationToken.None);
            }
        }

        _process.Dispose();
        _port.Dispose();
    }
}
