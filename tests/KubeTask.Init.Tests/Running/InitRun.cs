using System.Diagnostics;
using System.Text.Json;
using KubeTask.Git;

namespace KubeTask.Init.Tests.Running;

/// <summary>A run of the program as a process, with a root folder of its own.</summary>
internal sealed class InitRun : IDisposable
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    private readonly TestFolder _root = new();
    private readonly List<string> _lines = [];

    /// <summary>Where the program is built, in this run's configuration.</summary>
    private static string Program
    {
        get
        {
            // …/bin/CONFIGURATION/net10.0/
            var here = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
            return RepositoryRoot.Combine("agents", "init", "bin", here.Parent!.Name, here.Name, "kubetask-init");
        }
    }

    public int ExitCode { get; private set; }

    public FetchReport Report { get; private set; } = new();

    public string ReportText { get; private set; } = "";

    /// <summary>What it has printed.</summary>
    public string Output
    {
        get
        {
            lock (_lines)
                return string.Join('\n', _lines);
        }
    }

    /// <summary>Runs it on one repository.</summary>
    public static Task<InitRun> OfAsync(RepositoryWork work, RunOptions? options = null) => OfAsync([work], options);

    public static async Task<InitRun> OfAsync(IReadOnlyList<RepositoryWork> work, RunOptions? options = null)
    {
        options ??= new RunOptions();
        var run = new InitRun();
        Directory.CreateDirectory(run._root["work"]);
        for (int i = 0; i < work.Count; i++)
        {
            Directory.CreateDirectory(run.Volume(i));
            if (options.Credentials.Count <= i)
                continue;
            string folder = run._root[$"credentials/{i}"];
            Directory.CreateDirectory(folder);
            foreach ((string key, string value) in options.Credentials[i])
                await File.WriteAllTextAsync(Path.Combine(folder, key), value);
        }

        if (options.Ca is not null)
            await File.WriteAllTextAsync(run._root["work/ca.crt"], options.Ca);
        var all = new FetchWork
        {
            Repositories = [.. work.Select((w, i) => w with { HasCredentials = options.Credentials.Count > i })],
            MaxBytes = options.MaxBytes,
            TimeoutSeconds = options.TimeoutSeconds,
            Proxy = options.Proxy,
        };
        await File.WriteAllBytesAsync(run._root["work/work.json"], JsonSerializer.SerializeToUtf8Bytes(all, FetchJson.Default.FetchWork));
        await run.StartAsync("--root", run._root.Path, "--report", run._root["report"], "--retry-delay", "0.05");
        return run;
    }

    /// <summary>Runs it with arguments only, on the machine's own folders.</summary>
    public static async Task<InitRun> CallAsync(params string[] arguments)
    {
        var run = new InitRun();
        await run.StartAsync(arguments);
        return run;
    }

    public string Volume(int number = 0) => _root[$"contexts/{number}"];

    /// <summary>What the agent gets.</summary>
    public string Content(int number = 0) => Path.Combine(Volume(number), "content");

    /// <summary>A file of the content; the content itself has the name "".</summary>
    public string Text(string file, int number = 0) =>
        File.ReadAllText(Path.Combine(Volume(number), Path.Join("content", file).TrimEnd('/')));

    public byte[] Bytes(string file) => File.ReadAllBytes(Path.Combine(Content(), file));

    /// <summary>All names of the content, relative to it, in order; without .git.</summary>
    public string[] Names(int number = 0) =>
        [
            .. In(new DirectoryInfo(Content(number)))
                .Select(f => Path.GetRelativePath(Content(number), f))
                .Where(n => n.Split('/')[0] != ".git")
                .Order(StringComparer.Ordinal),
        ];

    public Task<string> GitAsync(params string[] arguments) => Tool.RunAsync(Content(), "git", arguments);

    /// <summary>Everything is there.</summary>
    public InitRun Succeeds()
    {
        Assert.True(ExitCode == 0 && Report.Reason is null, $"exit code {ExitCode}: {ReportText}\n{Output}");
        return this;
    }

    /// <summary>It fails for a reason, and the message has these words.</summary>
    public InitRun Fails(string reason, params string[] words)
    {
        Assert.True(ExitCode == 1, $"exit code {ExitCode}: {ReportText}\n{Output}");
        Assert.Equal(reason, Report.Reason);
        Assert.All(words, w => Assert.Contains(w, Report.Message, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', Report.Message!);
        return this;
    }

    public void Dispose() => _root.Dispose();

    /// <summary>Everything in a folder. Links aren't followed.</summary>
    private static IEnumerable<string> In(DirectoryInfo folder) =>
        folder
            .EnumerateFileSystemInfos()
            .SelectMany(f => f is DirectoryInfo { LinkTarget: null } inner ? In(inner).Prepend(f.FullName) : [f.FullName]);

    private async Task StartAsync(params string[] arguments)
    {
        using Process process = Tool.Start(_root.Path, Program, arguments);
        process.OutputDataReceived += (_, e) => Add(e.Data);
        process.ErrorDataReceived += (_, e) => Add(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(s_deadline);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }

        ExitCode = process.ExitCode;
        if (!File.Exists(_root["report"]))
            return;
        ReportText = await File.ReadAllTextAsync(_root["report"]);
        Assert.InRange(new FileInfo(_root["report"]).Length, 1, FetchReport.MaxBytes);
        Report = JsonSerializer.Deserialize(ReportText, FetchJson.Default.FetchReport)!;
    }

    private void Add(string? line)
    {
        if (line is null)
            return;
        lock (_lines)
            _lines.Add(line);
    }
}
