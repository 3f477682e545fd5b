using System.Diagnostics;
using KubeTask.Runs;

namespace KubeTask.Runner.Tests;

/// <summary>Runs kubetask-run as a process.</summary>
internal sealed class ProcessRun : IDisposable
{
    private readonly List<string> _lines = [];
    private Process? _process;

    /// <summary>A private folder: the workspace, and programs that come first in PATH.</summary>
    public DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("kubetask-runner-test-");

    /// <summary>Where it is started; null for <see cref="Folder"/>.</summary>
    public string? StartFolder { get; set; }

    public Dictionary<string, string> Variables { get; } = [];

    public string ReportFile => Path.Combine(Folder.FullName, "termination-log");

    /// <summary>What it wrote so far.</summary>
    public IReadOnlyList<string> Log
    {
        get
        {
            lock (_lines)
                return [.. _lines];
        }
    }

    /// <summary>A shell's command that writes a recorded stream.</summary>
    public static string Replay(string stream) => $"cat '{RecordedStream.File(stream)}'";

    /// <summary>An agent of this name that is a shell script.</summary>
    public ProcessRun Fake(string agent, string script)
    {
        string file = Path.Combine(Directory.CreateDirectory(Path.Combine(Folder.FullName, "bin")).FullName, agent);
        File.WriteAllText(file, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Task("Say it");
        return this;
    }

    public ProcessRun Task(string text)
    {
        File.WriteAllText(Path.Combine(Folder.FullName, "task.md"), text);
        return this;
    }

    public void Start(params string[] arguments)
    {
        // Tests that a shell started in the background ignore SIGINT, and a process inherits that. In a container nothing is ignored.
        string program = Path.Combine(AppContext.BaseDirectory, "kubetask-run");
        var start = new ProcessStartInfo("env", ["--default-signal=INT", program, "--report", ReportFile, .. arguments])
        {
            WorkingDirectory = StartFolder ?? Folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["WORKSPACE_DIR"] = Folder.FullName;
        start.Environment["PATH"] = $"{Path.Combine(Folder.FullName, "bin")}:{Environment.GetEnvironmentVariable("PATH")}";
        foreach ((string name, string value) in Variables)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, e) => Add(e.Data);
        _process.ErrorDataReceived += (_, e) => Add(e.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public Task UntilLogHasAsync(string text) => Eventually.That(() => Log.Contains(text), $"the log has {text}");

    public void Signal(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process!.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public async Task<(int Code, RunReport? Report, string? Text)> EndAsync()
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        await _process!.WaitForExitAsync(late.Token);
        (RunReport? report, string? text) = RunReport.Read(File.Exists(ReportFile) ? await File.ReadAllTextAsync(ReportFile) : null);
        return (_process.ExitCode, report, text);
    }

    public Task<(int Code, RunReport? Report, string? Text)> RunAsync(params string[] arguments)
    {
        Start(arguments);
        return EndAsync();
    }

    public void Dispose()
    {
        if (_process is { HasExited: false })
            _process.Kill(entireProcessTree: true);
        _process?.Dispose();
        Folder.Delete(recursive: true);
    }

    private void Add(string? line)
    {
        if (line is null)
            return;
        lock (_lines)
            _lines.Add(line);
    }
}
