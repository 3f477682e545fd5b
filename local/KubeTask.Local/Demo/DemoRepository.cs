using System.Diagnostics;
using System.Globalization;
using KubeTask.Local.Ports;

namespace KubeTask.Local.Demo;

/// <summary>A repository on this machine, served by git's own daemon on loopback, for the demo's Git Context.</summary>
internal sealed class DemoRepository : IDisposable
{
    private const string Playbook = """
        # Playbook
        1. Read the coding standards.
        2. Change one thing at a time.
        3. Run the tests.

        """;

    private readonly Process _daemon;
    private readonly ReservedPort _port;

    private DemoRepository(Process daemon, ReservedPort port)
    {
        (_daemon, _port) = (daemon, port);
        Url = $"git://{port.Endpoint}/playbook";
    }

    public string Url { get; }

    /// <param name="folder">An empty or former folder of the demo's own.</param>
    /// <exception cref="DemoException">There is no git.</exception>
    public static async Task<DemoRepository> ServeAsync(string folder, CancellationToken cancellationToken)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        string repository = Path.Combine(folder, "playbook");
        Directory.CreateDirectory(repository);
        await File.WriteAllTextAsync(Path.Combine(repository, "README.md"), Playbook, cancellationToken);
        await GitAsync(repository, cancellationToken, "init", "--quiet", "--initial-branch=main");
        await GitAsync(repository, cancellationToken, "add", "README.md");
        await GitAsync(
            repository,
            cancellationToken,
            "-c",
            "user.name=demo",
            "-c",
            "user.email=demo@example.com",
            "commit",
            "--quiet",
            "--message=A playbook"
        );

        var port = new ReservedPort();
        Process daemon = Start(
            folder,
            "daemon",
            "--listen=127.0.0.1",
            string.Create(CultureInfo.InvariantCulture, $"--port={port.Port}"),
            "--export-all",
            "--reuseaddr",
            "--verbose",
            $"--base-path={folder}",
            folder
        );
        // Its first line says that it listens; if it ends instead, the output ends.
        var listens = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        daemon.ErrorDataReceived += (_, _) => listens.TrySetResult();
        daemon.BeginErrorReadLine();
        await listens.Task.WaitAsync(cancellationToken);
        return new DemoRepository(daemon, port);
    }

    public void Dispose()
    {
        if (!_daemon.HasExited)
            _daemon.Kill(entireProcessTree: true);
        _daemon.WaitForExit();
        _daemon.Dispose();
        _port.Dispose();
    }

    private static async Task GitAsync(string folder, CancellationToken cancellationToken, params string[] arguments)
    {
        using Process git = Start(folder, arguments);
        string errors = await git.StandardError.ReadToEndAsync(cancellationToken);
        await git.WaitForExitAsync(cancellationToken);
        if (git.ExitCode != 0)
            throw new DemoException($"git {arguments[0]} failed: {errors.Trim()}");
    }

    private static Process Start(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = folder, RedirectStandardError = true };
        try
        {
            return Process.Start(start) ?? throw new DemoException("git can't be started");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new DemoException(
                $"git can't be started ({e.Message}); install it and put it on PATH: the demo makes a repository with it",
                e
            );
        }
    }
}
