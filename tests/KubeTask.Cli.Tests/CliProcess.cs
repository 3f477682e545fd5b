using System.Diagnostics;
using System.Text;
using KubeTask.Local.Cluster;

namespace KubeTask.Cli.Tests;

/// <summary>
/// The program as a process, with pipes or in a pseudo-terminal (by util-linux' <c>script</c>). KUBETASK_CLI names another binary of it,
/// such as the native one.
/// </summary>
internal sealed class CliProcess : IDisposable
{
    public const string Interrupt = "\x03";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);
    private readonly CancellationTokenSource _deadline;
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly Task _reading;
    private readonly Task<string> _error;
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private CliProcess(ProcessStartInfo start, string? kubeconfig)
    {
        _deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        _deadline.CancelAfter(s_patience);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.Environment["KUBECONFIG"] = kubeconfig;
        start.Environment["TERM"] = "xterm-256color";
        start.Environment.Remove("NO_COLOR");
        // A busy machine takes its time.
        start.Environment["KUBETASK_COMPLETION_SECONDS"] = "60";
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start");
        _reading = ReadAsync();
        _error = _process.StandardError.ReadToEndAsync(_deadline.Token);
    }

    public static string Program { get; } = FindProgram();

    public int Id => _process.Id;

    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>Starts the program with pipes.</summary>
    public static CliProcess Pipe(string? kubeconfig, params string[] arguments)
    {
        // Whoever runs the tests in the background ignores SIGINT, and so would the program.
        return new(new ProcessStartInfo("env", ["--default-signal=INT", Program, .. arguments]), kubeconfig);
    }

    /// <summary>Starts the program in a terminal of 30 rows.</summary>
    public static CliProcess Terminal(string? kubeconfig, int columns, params string[] arguments)
    {
        string command = string.Join(' ', arguments.Select(a => $"'{a.Replace("'", "'\\''", StringComparison.Ordinal)}'"));
        string line = $"stty cols {columns} rows 30; exec env --default-signal=INT '{Program}' {command}";
        return new(new ProcessStartInfo("script", ["-q", "-e", "-E", "never", "-c", line, "/dev/null"]), kubeconfig);
    }

    /// <summary>Starts a line of a shell.</summary>
    public static CliProcess Shell(string? kubeconfig, string line) => new(new ProcessStartInfo("bash", ["-c", line]), kubeconfig);

    /// <summary>Writes to its standard input.</summary>
    public async Task WriteAsync(string text, bool close)
    {
        await _process.StandardInput.WriteAsync(text.AsMemory(), _deadline.Token);
        await _process.StandardInput.FlushAsync(_deadline.Token);
        if (close)
            _process.StandardInput.Close();
    }

    /// <summary>Waits until the output has a text.</summary>
    public async Task ShowsAsync(string text)
    {
        if (!await ShowsOrEndsAsync(text))
            Assert.Fail($"no \"{text}\" in:\n{Output}\n{await _error}");
    }

    /// <summary>Waits until the output has a text, or ends. Whether it has the text.</summary>
    public async Task<bool> ShowsOrEndsAsync(string text)
    {
        while (true)
        {
            // If it has ended, it has ended before the text is looked for.
            bool over = _reading.IsCompleted;
            Task more;
            lock (_output)
            {
                if (_output.ToString().Contains(text, StringComparison.Ordinal))
                    return true;
                more = _more.Task;
            }

            if (over)
                return false;
            await Task.WhenAny(more, _reading).WaitAsync(_deadline.Token);
        }
    }

    public async Task<CliResult> EndAsync()
    {
        await _process.WaitForExitAsync(_deadline.Token);
        await _reading;
        return new CliResult(_process.ExitCode, Output.Replace("\r\n", "\n", StringComparison.Ordinal), await _error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
        _deadline.Dispose();
    }

    private async Task ReadAsync()
    {
        char[] buffer = new char[4096];
        while (await _process.StandardOutput.ReadAsync(buffer, _deadline.Token) is > 0 and int count)
        {
            lock (_output)
            {
                _output.Append(buffer.AsSpan(0, count));
                TaskCompletionSource more = _more;
                _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                more.SetResult();
            }
        }
    }

    private static string FindProgram()
    {
        if (Environment.GetEnvironmentVariable("KUBETASK_CLI") is { Length: > 0 } named)
            return Path.GetFullPath(named);
        var layout = RepositoryLayout.Find();
        return Path.Combine(layout.Root, "cli", "KubeTask.Cli", "bin", layout.Configuration, "net10.0", "kubectl-kubetask");
    }
}
