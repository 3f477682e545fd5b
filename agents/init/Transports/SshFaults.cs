using KubeTask.Git;
using KubeTask.Init.Credentials;
using KubeTask.Init.Reporting;

namespace KubeTask.Init.Transports;

/// <summary>What ssh's words mean.</summary>
internal static class SshFaults
{
    private static readonly string[] s_passing =
    [
        "Could not resolve hostname",
        "Connection refused",
        "Connection timed out",
        "Connection closed",
        "Connection reset",
        "Network is unreachable",
        "No route to host",
        "kex_exchange_identification",
        "banner exchange",
        "Broken pipe",
        "not responding",
    ];

    public static GitFault Of(IReadOnlyList<string> errors, Exception failure, string host, RepositoryCredentials credentials)
    {
        bool Has(string words) => errors.Any(e => e.Contains(words, StringComparison.OrdinalIgnoreCase));
        string said = string.Join(
            ' ',
            errors.Where(e => !e.StartsWith("Warning: Permanently added", StringComparison.Ordinal)).TakeLast(5)
        );
        if (said.Length == 0)
            said = failure.Message;
        if (Has("IDENTIFICATION HAS CHANGED"))
        {
            return new GitFault(
                GitReason.HostKeyChanged,
                $"the host key of {host} isn't the one that the Secret's known_hosts has",
                "find out why it changed; if that is right, write the new one into known_hosts"
            );
        }

        if (Has("host key is known") || Has("Host key verification failed"))
        {
            return new GitFault(
                GitReason.HostKeyChanged,
                $"the Secret's known_hosts has no host key of {host} ({said})",
                "add a line that ssh-keyscan prints for it, or take known_hosts out to accept any"
            );
        }

        if (Has("Permission denied") || Has("Too many authentication failures") || Has("access denied"))
        {
            return new GitFault(
                GitReason.AuthFailed,
                $"{host} refuses {(credentials.KeyFile is null ? "a connection without a key" : "the Secret's key")} ({said})",
                credentials.KeyFile is null
                    ? "name a Secret with ssh-privatekey or identity in secretRef"
                    : "check that the key is the right one and may read the repository"
            );
        }

        if (Has("No user exists for uid"))
        {
            return new GitFault(
                GitReason.FetchFailed,
                $"ssh can't run ({said})",
                "use the image of agents/init, in which every user gets a name, or use https"
            );
        }

        bool isPassing = errors.Count == 0 || s_passing.Any(Has);
        return new GitFault(
            GitReason.Unreachable,
            isPassing ? $"{host} can't be reached ({said})" : $"{host} has no such repository, or doesn't show it ({said})",
            "check the URL and the network",
            isPassing,
            failure
        );
    }
}
