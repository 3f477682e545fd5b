using KubeTask.Git;
using KubeTask.Init.Reporting;

namespace KubeTask.Init.Fetching;

/// <summary>What a server's own words mean.</summary>
internal static class ServerFaults
{
    public static GitFault Of(string words)
    {
        bool Has(string part) => words.Contains(part, StringComparison.OrdinalIgnoreCase);
        if (Has("not our ref") || Has("unadvertised object"))
            return new GitFault(GitReason.RefNotFound, $"the server doesn't send that commit ({words})", "write a branch or a tag");
        if (Has("not exported") || Has("not found") || Has("no such repository"))
            return new GitFault(GitReason.Unreachable, $"the server has no such repository, or doesn't show it ({words})", "check the URL");
        return new GitFault(GitReason.Unreachable, $"the server refuses: {words}", "check the URL, and whether the repository may be read");
    }
}
