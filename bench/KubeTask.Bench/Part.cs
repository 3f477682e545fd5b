using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace KubeTask.Bench;

/// <summary>A process of KubeTask: the scaler, or the functions.</summary>
internal sealed class Part : IDisposable
{
    private readonly Process _process;

    private Part(Process process) => _process = process;

    public static Part Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} doesn't start");
        // What it logs costs what it costs, and is read by nobody.
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new Part(process);
    }

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
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
