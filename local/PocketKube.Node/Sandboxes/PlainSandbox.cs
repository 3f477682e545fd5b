using System.Diagnostics;

namespace PocketKube.Node.Sandboxes;

/// <summary>
/// Containers as child processes in a private folder, for machines without bubblewrap. The folder stands in for the root: what is
/// mounted at <c>/workspace</c> lies at <c>FOLDER/root/workspace</c>, and variables and arguments that name such a path are
/// rewritten to it.
/// </summary>
/// <param name="why">Why there is no real sandbox, and what to do.</param>
internal sealed class PlainSandbox(ProcessLauncher launcher, string rootVariable, string why) : ISandbox
{
    private static readonly string[] s_programs = ["/usr/bin/", "/bin/"];

    public string Warning =>
        $"Pods run without a sandbox, as plain processes of this machine, with their paths below {rootVariable}: {why}";

    public Task<ContainerProcess> StartAsync(ContainerLaunch launch, CancellationToken cancellationToken)
    {
        string root = Path.Combine(launch.Folder, "root");
        foreach (string folder in new[] { "/tmp", "/root", "/dev" })
            Directory.CreateDirectory(root + folder);
        foreach (SandboxMount mount in launch.Mounts.Where(m => !launch.Mounts.Any(outer => Shows(outer, m))))
            LayOut(root, mount);

        string Rewrite(string value) => launch.Mounts.Any(m => Lies(value, m.MountPath)) ? root + value : value;
        // A session of its own is a process group that can be ended as a whole; the death signal covers a crash of this program.
        string[] wrapper = [.. Tool("setpriv", "--pdeathsig", "KILL", "--"), .. Tool("setsid", "--")];
        string[] command = [.. wrapper, .. launch.Command.Select(Rewrite)];
        string directory = launch.WorkingDirectory is { } inside ? root + inside : root;
        Directory.CreateDirectory(directory);
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory,
        };
        start.Environment.Clear();
        foreach ((string? name, string? value) in launch.Environment)
        {
            start.Environment[name] = name switch
            {
                "HOME" when value == "/root" => root + value,
                "PATH" => string.Join(':', value.Split(':').Select(Rewrite)),
                _ => Rewrite(value),
            };
        }

        start.Environment[rootVariable] = root;
        return StartAsync(start, leadsGroup: Tool("setsid").Length > 0);
    }

    private async Task<ContainerProcess> StartAsync(ProcessStartInfo start, bool leadsGroup)
    {
        Process process = await launcher.StartAsync(start);
        int id = process.Id;
        return new ContainerProcess(process, () => leadsGroup ? id : null, leavesRest: true);
    }

    private static void LayOut(string root, SandboxMount mount)
    {
        string path = root + mount.MountPath.TrimEnd('/');
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (!Path.Exists(path))
        {
            File.CreateSymbolicLink(path, mount.HostPath);
        }
        else if (new FileInfo(path).LinkTarget is null && Directory.Exists(path) && !Directory.EnumerateFileSystemEntries(path).Any())
        {
            Directory.Delete(path);
            File.CreateSymbolicLink(path, mount.HostPath);
        }
        else
        {
            throw new SandboxException($"{mount.MountPath} lies over another mount, which only bubblewrap can do.");
        }
    }

    /// <summary>Whether the outer mount has at the inner one's path what is mounted there: a folder of the same volume.</summary>
    private static bool Shows(SandboxMount outer, SandboxMount inner) =>
        inner.MountPath.StartsWith(outer.MountPath + "/", StringComparison.Ordinal)
        && inner.HostPath == outer.HostPath + inner.MountPath[outer.MountPath.Length..];

    private static bool Lies(string value, string path) =>
        value == path || (value.StartsWith(path, StringComparison.Ordinal) && value[path.Length..].StartsWith('/'));

    private static string[] Tool(string name, params string[] arguments) =>
        s_programs.Select(f => f + name).FirstOrDefault(File.Exists) is { } path ? [path, .. arguments] : [];
}
