using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace KubeTask.Bench;

/// <summary>A process of KubeTask: the scaler, or the functions.</summary>
internal sealed class Part : IDisposable
{
    private readonly Process _process;
    private bool _disposed;

    private Part(Process process) => _process = process;

    /// <param name="program">Its path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables beside our own.</param>
    /// <param name="log">The file that what it prints is added to.</param>
    public static Part Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string log)
    {
        // The shell becomes the program.
        var start = new ProcessStartInfo("sh", ["-c", "exec \"$0\" \"$@\" >>\"$KUBETASK_BENCH_LOG\" 2>&1", program, .. arguments]);
        start.Environment["KUBETASK_BENCH_LOG"] = log;
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        return new Part(Process.Start(start) ?? throw new InvalidOperationException($"{program} doesn't start"));
    }

    public static Part StartScaler(BenchSettings settings, string program, string ns, int functionsPort, ScalerToken token) =>
        Start(
            program,
            [
                "--functions-url",
                $"http://127.0.0.1:{functionsPort}",
                "--listen",
                "127.0.0.1",
                "--grpc-port",
                "0",
                "--submit-port",
                "0",
                "--http-port",
                "0",
                "--lease",
                "none",
                "--token-file",
                token.Path,
            ],
            new Dictionary<string, string> { ["KUBETASK_RELEASE_NAMESPACE"] = ns },
            settings.Log("scaler")
        );

    public static Part StartFunctions(BenchSettings settings, string program, string ns, int port) =>
        Start(
            program,
            [],
            new Dictionary<string, string>
            {
                ["FUNCTIONS_CUSTOMHANDLER_PORT"] = port.ToString(CultureInfo.InvariantCulture),
                ["KUBETASK_RELEASE_NAMESPACE"] = ns,
            },
            settings.Log("functions")
        );

    /// <summary>What it has computed so far, in all its threads.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Its memory, in MiB.</summary>
    public double Mebibytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1048576.0;
        }
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
