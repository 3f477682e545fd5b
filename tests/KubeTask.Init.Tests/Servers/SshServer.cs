using System.Diagnostics;
using KubeTask.Init.Tests.Running;

namespace KubeTask.Init.Tests.Servers;

/// <summary>OpenSSH's server as this user, with keys of its own. It lets one key in.</summary>
internal sealed class SshServer : IAsyncDisposable
{
    private const string Program = "/usr/sbin/sshd";
    private const string Separation = "/run/sshd";

    private readonly TestFolder _folder;
    private readonly Process _process;
    private readonly int _port;
    private readonly string _repositories;

    private SshServer(TestFolder folder, Process process, int port, string repositories) =>
        (_folder, _process, _port, _repositories) = (folder, process, port, repositories);

    /// <summary>The private key that is let in.</summary>
    public string Key => File.ReadAllText(_folder["right"]);

    /// <summary>A private key that isn't.</summary>
    public string WrongKey => File.ReadAllText(_folder["wrong"]);

    /// <summary>The right key, protected by a passphrase.</summary>
    public string ProtectedKey => File.ReadAllText(_folder["protected"]);

    public string KnownHosts => $"[127.0.0.1]:{_port} {File.ReadAllText(_folder["host.pub"])}";

    /// <summary>The server's address with another key.</summary>
    public string ChangedHosts => $"[127.0.0.1]:{_port} {File.ReadAllText(_folder["wrong.pub"])}";

    /// <summary>The fingerprint of the server's key.</summary>
    public async Task<string> FingerprintAsync() =>
        (await Tool.RunAsync(_folder.Path, "ssh-keygen", ["-l", "-f", "host.pub"])).Split(' ')[1];

    public static async Task<SshServer> StartAsync(string repositories)
    {
        var folder = new TestFolder();
        foreach ((string name, string passphrase) in new[] { ("host", ""), ("right", ""), ("wrong", ""), ("protected", "a passphrase") })
            await Tool.RunAsync(folder.Path, "ssh-keygen", ["-q", "-t", "ed25519", "-N", passphrase, "-C", "test", "-f", name]);
        File.Copy(folder["right.pub"], folder["authorized_keys"]);
        int port = Ports.Free();
        string[] lines =
        [
            $"Port {port}",
            "ListenAddress 127.0.0.1",
            $"HostKey {folder["host"]}",
            $"AuthorizedKeysFile {folder["authorized_keys"]}",
            "PidFile none",
            "StrictModes no",
            "PasswordAuthentication no",
            "KbdInteractiveAuthentication no",
            "PermitRootLogin prohibit-password",
            "MaxStartups 100",
            "LogLevel ERROR",
            "SetEnv GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null",
        ];
        await File.WriteAllLinesAsync(folder["sshd_config"], lines);
        if (Environment.IsPrivilegedProcess)
            Directory.CreateDirectory(Separation);
        Process process = Tool.Start(folder.Path, Program, ["-D", "-e", "-f", folder["sshd_config"]]);
        await Ports.OpenAsync(port, process, "sshd");
        return new SshServer(folder, process, port, repositories);
    }

    public string Url(string repository) => $"ssh://{Environment.UserName}@127.0.0.1:{_port}{_repositories}/{repository}";

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }
}
