using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace KubeTask.FunctionsHost.Tests;

/// <summary>The host as a process.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly List<(Func<string, bool> Wanted, TaskCompletionSource<string> Seen)> _waiting = [];

    private HostProcess(Process process, int port)
    {
        _process = process;
        Port = port;
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
    }

    public HttpClient Http { get; }

    public int Port { get; }

    public int Id => _process.Id;

    /// <summary>What it has printed.</summary>
    public string[] Lines
    {
        get
        {
            lock (_gate)
                return [.. _lines];
        }
    }

    public static HostProcess Start(string app, params string[] arguments) => Start(FreePort(), app, arguments);

    public static HostProcess Start(int port, string app, params string[] arguments) =>
        Start(port, ["--app", app, "--port", $"{port}", .. arguments], []);

    /// <summary>Starts it as an image does: with variables of the real host instead of arguments.</summary>
    public static HostProcess StartInImage(int port, string app) =>
        Start(port, [], [new("AzureWebJobsScriptRoot", app), new("ASPNETCORE_URLS", $"http://+:{port}")]);

    private static HostProcess Start(int port, string[] arguments, KeyValuePair<string, string>[] variables)
    {
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(Built.Host, ["--exit-with-stdin", .. arguments])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                // Nobody's own cluster is asked.
                Environment = { ["KUBECONFIG"] = Path.Combine(AppContext.BaseDirectory, "no-server.yaml") },
            },
        };
        foreach ((string name, string value) in variables)
            process.StartInfo.Environment[name] = value;
        var host = new HostProcess(process, port);
        process.OutputDataReceived += (_, e) => host.Receive(e.Data);
        process.ErrorDataReceived += (_, e) => host.Receive(e.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return host;
    }

    public Task<HttpResponseMessage> GetAsync(string path) =>
        Http.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> PostAsync(string path, HttpContent? content = null) =>
        Http.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);

    /// <summary>Waits for a line that it prints, or has printed.</summary>
    public async Task<string> LineAsync(Func<string, bool> wanted)
    {
        var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_lines.Find(l => wanted(l)) is { } line)
                return line;
            _waiting.Add((wanted, seen));
        }

        try
        {
            return await seen.Task.WaitAsync(s_deadline, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException("no such line; there are only:\n" + string.Join('\n', Lines), e);
        }
    }

    public Task<string> LineAsync(string part) => LineAsync(l => l.Contains(part, StringComparison.Ordinal));

    /// <summary>Waits for the end; returns the exit code.</summary>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(s_deadline);
        return _process.ExitCode;
    }

    public void Kill() => _process.Kill();

    /// <summary>Sends SIGTERM.</summary>
    public Task TerminateAsync() => Process.Start("kill", $"{Id}").WaitForExitAsync(TestContext.Current.CancellationToken);

    /// <summary>The process that it has started.</summary>
    public Process Child() =>
        // Any of its threads may be the parent.
        Process.GetProcessById(
            Directory
                .EnumerateDirectories($"/proc/{Id}/task")
                .SelectMany(t => File.ReadAllText(Path.Combine(t, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select(c => int.Parse(c, CultureInfo.InvariantCulture))
                .Single()
        );

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().WaitAsync(s_deadline);
        _process.Dispose();
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Receive(string? line)
    {
        if (line is null)
            return;
        lock (_gate)
        {
            _lines.Add(line);
            foreach ((Func<string, bool> wanted, TaskCompletionSource<string> seen) in _waiting)
            {
                if (wanted(line))
                    seen.TrySetResult(line);
            }
        }
    }
}
