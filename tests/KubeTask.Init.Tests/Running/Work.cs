using KubeTask.Git;

namespace KubeTask.Init.Tests.Running;

/// <summary>Repositories to fetch, as tests write them.</summary>
internal static class Work
{
    public static RepositoryWork Of(string url, string name = "HEAD", string? path = null, int depth = 1, bool submodules = false) =>
        new()
        {
            Context = "team/docs",
            Repository = url,
            Ref = name,
            Path = path,
            Depth = depth,
            RecurseSubmodules = submodules,
        };
}
