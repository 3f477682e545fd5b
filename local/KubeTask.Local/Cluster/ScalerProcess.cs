using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using KubeTask.Local.Keda;
using KubeTask.Local.Ports;

namespace KubeTask.Local.Cluster;

/// <summary>
/// The real scaler, as a process of its own. It ends when its standard input does, which is when this process ends.
/// </summary>
internal sealed class ScalerProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_probe = TimeSpan.FromMilliseconds(10);
    private readonly Process _process;
    private readonly FunctionLog _log;
    private readonly Ports _ports;
    private readonly TimeProvider _time;

    private ScalerProcess(Process process, FunctionLog log, Ports ports, TimeProvider time) =>
        (_process, _log, _ports, _time) = (process, log, ports, time);

    /// <summary>Where KEDA reaches it.</summary>
    public Uri Grpc => Loopback(_ports.Grpc.Port);

    /// <summary>Where Tasks come in over HTTP.</summary>
    public Uri Submissions => Loopback(_ports.Submit);

    public int Id => _process.Id;

    /// <summary>Waits until the scaler accepts submissions.</summary>
    /// <exception cref="InvalidOperationException">The scaler ended instead.</exception>
    public async Task ListeningAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_process.HasExited)
            {
                throw new InvalidOperationException(
                    $"the scaler ended with exit code {_process.ExitCode.ToString(CultureInfo.InvariantCulture)}; its log says why"
                );
            }

            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await probe.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Submissions.Port), cancellationToken);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(s_probe, _time, cancellationToken);
            }
        }
    }

    /// <summary>Ends when the process does.</summary>
    public Task ExitAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <exception cref="System.ComponentModel.Win32Exception">There is no such program.</exception>
    public static ScalerProcess Start(
        string program,
        string kubeconfig,
        string tokenFile,
        IPEndPoint functions,
        int submitPort,
        string logFolder,
        TimeProvider time,
        ILogger logger
    )
    {
        var ports = new Ports(new ReservedPort(), new ReservedPort(), submitPort == 0 ? new ReservedPort() : null, submitPort);
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["KUBECONFIG"] = kubeconfig },
            ArgumentList =
            {
                $"--functions-url=http://{functions}",
                "--listen=127.0.0.1",
                string.Create(CultureInfo.InvariantCulture, $"--grpc-port={ports.Grpc.Port}"),
                string.Create(CultureInfo.InvariantCulture, $"--http-port={ports.Health.Port}"),
                string.Create(CultureInfo.InvariantCulture, $"--submit-port={ports.Submit}"),
                $"--token-file={tokenFile}",
                "--exit-with-stdin",
                "--lease=none",
                // Functions that are not native take a second to start, and a CronTask's Task must be created in the second when it is due.
                "--wake-ahead=3",
            },
        };
        var log = new FunctionLog(logFolder, "scaler", logger);
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, e) => log.Write(e.Data);
        process.ErrorDataReceived += (_, e) => log.Write(e.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new ScalerProcess(process, log, ports, time);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            using var grace = new CancellationTokenSource(s_grace, _time);
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
        _log.Dispose();
        _ports.Dispose();
    }

    private static Uri Loopback(int port) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));

    private sealed record Ports(ReservedPort Grpc, ReservedPort Health, ReservedPort? Submissions, int Asked) : IDisposable
    {
        public int Submit => Submissions?.Port ?? Asked;

        public void Dispose()
        {
            Grpc.Dispose();
            Health.Dispose();
            Submissions?.Dispose();
        }
    }
}
