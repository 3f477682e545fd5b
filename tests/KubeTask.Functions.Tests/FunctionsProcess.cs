using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using KubeTask.Local.Cluster;

namespace KubeTask.Functions.Tests;

/// <summary>The functions as a process of their own.</summary>
public sealed class FunctionsProcess : IAsyncDisposable
{
    private readonly Process _process;

    private FunctionsProcess(Process process, int port)
    {
        _process = process;
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
    }

    /// <summary>What it has logged.</summary>
    public ConcurrentQueue<string> Log { get; } = new();

    public HttpClient Http { get; }

    /// <summary>How the functions run in these tests: standalone unless the variable names another runtime.</summary>
    public static string Runtime { get; } =
        Environment.GetEnvironmentVariable("KUBETASK_RUNTIME") is { Length: > 0 } runtime ? runtime : FunctionsProgram.Standalone;

    /// <summary>Starts the functions, and waits until they are healthy.</summary>
    /// <param name="kubeconfig">The API server and the rights.</param>
    /// <param name="variables">More of the environment.</param>
    public static async Task<FunctionsProcess> StartAsync(string kubeconfig, params (string Name, string Value)[] variables)
    {
        var program = FunctionsProgram.Of(RepositoryLayout.Find(), Runtime);
        int port = FreePort();
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(program.Command, program.Arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["KUBECONFIG"] = kubeconfig, ["FUNCTIONS_CUSTOMHANDLER_PORT"] = $"{port}" },
            },
        };
        foreach ((string name, string value) in variables)
            process.StartInfo.Environment[name] = value;
        var functions = new FunctionsProcess(process, port);
        process.OutputDataReceived += (_, e) => functions.Log.Enqueue(e.Data ?? "");
        process.ErrorDataReceived += (_, e) => functions.Log.Enqueue(e.Data ?? "");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Eventually.ThatAsync(
            async () => (await functions.Http.GetAsync(new Uri("healthz", UriKind.Relative))).IsSuccessStatusCode,
            "the functions are healthy"
        );
        return functions;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
