using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using KubeTask.Keda;

namespace KubeTask.Scaler.Bench;

/// <summary>A scaler in a process of its own, with KEDA: a stream that stays open, and a poll every 5 s.</summary>
internal sealed class ScalerProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_pollEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);
    private readonly CancellationTokenSource _ending = new();
    private readonly Process _process;
    private readonly GrpcChannel _channel;
    private readonly ExternalScaler.ExternalScalerClient _client;
    private readonly AsyncServerStreamingCall<IsActiveResponse> _stream;
    private Task _polls = Task.CompletedTask;

    private ScalerProcess(Process process, int port)
    {
        _process = process;
        _channel = GrpcChannel.ForAddress(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        _client = new ExternalScaler.ExternalScalerClient(_channel);
        _stream = _client.StreamIsActive(new ScaledObjectRef(), new CallOptions().WithWaitForReady());
    }

    public int Id => _process.Id;

    /// <summary>What it has computed so far.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts it, and waits until it has listed everything and KEDA's stream stands.</summary>
    public static async Task<ScalerProcess> StartAsync(string program, BenchCluster cluster)
    {
        int port = FreePort();
        string number = port.ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo(
            program,
            [
                "--functions-url",
                "http://127.0.0.1:1",
                "--listen",
                "127.0.0.1",
                "--grpc-port",
                number,
                "--http-port",
                "0",
                "--submit-port",
                "0",
            ]
        )
        {
            RedirectStandardOutput = true,
        };
        start.Environment["KUBECONFIG"] = cluster.Kubeconfig;
        start.Environment["KUBETASK_RELEASE_NAMESPACE"] = cluster.Namespace;
        Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} doesn't start");
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        while (!Listens(port))
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        var scaler = new ScalerProcess(process, port);
        await scaler._stream.ResponseHeadersAsync;
        long started = Stopwatch.GetTimestamp();
        while (!await scaler.AnswersAsync() && Stopwatch.GetElapsedTime(started) < s_patience)
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        scaler._polls = scaler.PollAsync();
        return scaler;
    }

    /// <summary>Waits for the next <c>true</c> on KEDA's stream.</summary>
    public Task<bool> PushedAsync() => _stream.ResponseStream.MoveNext(CancellationToken.None);

    /// <summary>How much work it reports.</summary>
    public async Task<long> WorkAsync() =>
        (await _client.GetMetricsAsync(new GetMetricsRequest { ScaledObjectRef = new ScaledObjectRef() })).MetricValues[0].MetricValue_;

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await WorkAsync();
            return true;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable)
        {
            return false;
        }
    }

    private async Task PollAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            await _client.IsActiveAsync(new ScaledObjectRef());
            await WorkAsync();
            await Task.Delay(s_pollEvery, TimeProvider.System, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static bool Listens(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _polls;
        _stream.Dispose();
        _channel.Dispose();
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _ending.Dispose();
    }
}
