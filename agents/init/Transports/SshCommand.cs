using System.Globalization;
using KubeTask.Git;
using KubeTask.Init.Credentials;

namespace KubeTask.Init.Transports;

/// <summary>The arguments of OpenSSH's client. It reads no configuration, asks nothing, and uses no agent.</summary>
internal static class SshCommand
{
    private const string DefaultUser = "git";

    /// <param name="acceptedHosts">Where the host's key is written if none is known.</param>
    public static IReadOnlyList<string> Arguments(GitAddress address, RepositoryCredentials credentials, string acceptedHosts)
    {
        string[] options =
        [
            "BatchMode=yes",
            "ConnectTimeout=15",
            "ServerAliveInterval=15",
            "ServerAliveCountMax=3",
            "IdentityAgent=none",
            "IdentitiesOnly=yes",
            $"IdentityFile={Escaped(credentials.KeyFile ?? "none")}",
            "PreferredAuthentications=publickey",
            "ControlPath=none",
            "ForwardAgent=no",
            "ForwardX11=no",
            "ClearAllForwardings=yes",
            "PermitLocalCommand=no",
            "UpdateHostKeys=no",
            "HashKnownHosts=no",
            "CheckHostIP=no",
            "GlobalKnownHostsFile=none",
            $"UserKnownHostsFile={Escaped(credentials.KnownHostsFile ?? acceptedHosts)}",
            $"StrictHostKeyChecking={(credentials.KnownHostsFile is null ? "accept-new" : "yes")}",
        ];
        return
        [
            "-F",
            "none",
            "-T",
            .. options.SelectMany(o => new[] { "-o", o }),
            .. address.Port is { } port ? ["-p", port.ToString(CultureInfo.InvariantCulture)] : Array.Empty<string>(),
            "-l",
            address.User ?? DefaultUser,
            "--",
            address.Host,
            $"git-upload-pack {Quoted(address.Path)}",
        ];
    }

    /// <summary>One word for the server's shell, even a csh.</summary>
    private static string Quoted(string word) =>
        $"'{word.Replace("'", "'\\''", StringComparison.Ordinal).Replace("!", "'\\!'", StringComparison.Ordinal)}'";

    /// <summary>ssh reads a file's name as words with variables.</summary>
    private static string Escaped(string file) => $"\"{file.Replace("%", "%%", StringComparison.Ordinal)}\"";
}
