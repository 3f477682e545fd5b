using KubeTask.Git;
using KubeTask.Init.Reporting;
using KubeTask.Init.Transports;

namespace KubeTask.Init.Fetching;

/// <summary>What all repositories of a run have in common.</summary>
/// <param name="Root">The folder of <see cref="FetchFolders"/>.</param>
/// <param name="MaxBytes">How many bytes each may take.</param>
/// <param name="RetryDelay">How long to wait before the second try.</param>
internal sealed record FetchFrame(string Root, long MaxBytes, TimeSpan RetryDelay, NetworkSettings Network, Log Log)
{
    public string Temporary(int number) => Path.Combine(Root, FetchFolders.Temporary, $"{number}");

    public string Credentials(int number) => Path.Combine(Root, FetchFolders.Credentials, $"{number}");

    public string Volume(int number) => Path.Combine(Root, FetchFolders.Contexts, $"{number}");
}
