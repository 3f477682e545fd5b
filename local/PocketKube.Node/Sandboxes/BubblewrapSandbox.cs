using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace PocketKube.Node.Sandboxes;

/// <summary>
/// Containers under bubblewrap: a root of their own with the machine's programs read-only, volumes at their real paths, own
/// processes, and the death of all of them when the first one or this program ends. The network is the machine's.
/// </summary>
internal sealed class BubblewrapSandbox(ProcessLauncher launcher, string program) : ISandbox
{
    // The arguments go through a file: other users of the machine can read command lines, and these hold secrets. One stream for
    // both outputs keeps their order.
    private const string Script = "exec \"$0\" --args 3 --info-fd 4 -- \"$@\" 2>&1 3<\"$POCKETKUBE_ARGS\" 4>\"$POCKETKUBE_INFO\"";

    private static readonly ImmutableArray<string> s_systemFolders = ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"];

    private static readonly ImmutableArray<string> s_configuration =
    [
        "/etc/alternatives",
        "/etc/ca-certificates",
        "/etc/group",
        "/etc/hosts",
        "/etc/ld.so.cache",
        "/etc/ld.so.conf",
        "/etc/ld.so.conf.d",
        "/etc/localtime",
        "/etc/nsswitch.conf",
        "/etc/passwd",
        "/etc/pki",
        "/etc/protocols",
        "/etc/resolv.conf",
        "/etc/services",
        "/etc/ssl",
    ];

    private static readonly ImmutableArray<string> s_trial =
    [
        "--ro-bind",
        "/",
        "/",
        "--unshare-pid",
        "--unshare-ipc",
        "--unshare-uts",
        "--proc",
        "/proc",
        "--dev",
        "/dev",
        "/bin/true",
    ];

    public string? Warning => null;

    /// <summary>Tries it.</summary>
    /// <returns>Why it doesn't work here, and what to do; null if it works.</returns>
    public async Task<string?> ProblemAsync(CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
            return "bubblewrap exists for Linux only";
        try
        {
            using Process process = await launcher.StartAsync(
                new ProcessStartInfo(program, [.. s_trial]) { RedirectStandardError = true, RedirectStandardOutput = true }
            );
            string errors = await process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0 ? null : Refused(errors);
        }
        catch (SandboxException)
        {
            return "bubblewrap isn't installed. Install it, for example with \"apt-get install bubblewrap\" or "
                + "\"dnf install bubblewrap\", and start again";
        }
    }

    private static string Refused(string errors) =>
        $"bubblewrap is installed, but the kernel refuses its namespaces ({errors.Split('\n')[0].Trim()}). Allow them: \"sysctl -w "
        + "user.max_user_namespaces=10000\", on Debian also \"sysctl -w kernel.unprivileged_userns_clone=1\", on Ubuntu also "
        + "\"sysctl -w kernel.apparmor_restrict_unprivileged_userns=0\". In a container, its runtime must allow them";

    public async Task<ContainerProcess> StartAsync(ContainerLaunch launch, CancellationToken cancellationToken)
    {
        string arguments = Path.Combine(launch.Folder, "arguments");
        string state = Path.Combine(launch.Folder, "state.json");
        await File.WriteAllTextAsync(arguments, string.Join('\0', Arguments(launch)) + '\0', new UTF8Encoding(false), cancellationToken);

        var start = new ProcessStartInfo("/bin/sh", ["-c", Script, program, .. launch.Command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = launch.Folder,
        };
        start.Environment["POCKETKUBE_ARGS"] = arguments;
        start.Environment["POCKETKUBE_INFO"] = state;
        return new ContainerProcess(await launcher.StartAsync(start), () => FirstProcess(state), leavesRest: false);
    }

    private static List<string> Arguments(ContainerLaunch launch)
    {
        List<string> arguments =
        [
            "--unshare-pid",
            "--unshare-ipc",
            "--unshare-uts",
            "--unshare-cgroup-try",
            "--die-with-parent",
            "--new-session",
            "--cap-drop",
            "ALL",
            "--hostname",
            launch.Hostname,
            "--ro-bind",
            "/usr",
            "/usr",
        ];
        foreach (string folder in s_systemFolders.Where(Path.Exists))
        {
            arguments.AddRange(
                new DirectoryInfo(folder).LinkTarget is { } target ? ["--symlink", target, folder] : ["--ro-bind", folder, folder]
            );
        }

        foreach (string path in s_configuration)
            arguments.AddRange(["--ro-bind-try", path, path]);
        arguments.AddRange(["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--dir", "/root"]);
        foreach (SandboxMount mount in launch.Mounts)
            arguments.AddRange([mount.ReadOnly ? "--ro-bind" : "--bind", mount.HostPath, mount.MountPath]);
        if (launch.WorkingDirectory is { } directory)
            arguments.AddRange(["--dir", directory]);
        if (launch.ReadOnlyRoot)
            arguments.AddRange(["--remount-ro", "/"]);
        arguments.Add("--clearenv");
        foreach ((string? name, string? value) in launch.Environment)
            arguments.AddRange(["--setenv", name, value]);
        arguments.AddRange(["--chdir", launch.WorkingDirectory ?? "/"]);
        return arguments;
    }

    /// <summary>The first process inside, which leads the session and so the process group of all others.</summary>
    private static int? FirstProcess(string state)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(state));
            return document.RootElement.GetProperty("child-pid").GetInt32();
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            // Not written yet; killing bubblewrap itself is then the way.
            return null;
        }
    }
}
