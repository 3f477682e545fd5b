using KubeTask.Core.Api;
using KubeTask.Core.Validation;
using KubeTask.Git;

namespace KubeTask.Core.Contexts;

/// <summary>Checks a Git Context before anything is created for it.</summary>
public static class GitRules
{
    /// <summary>The first field that is wrong, why, and what to write instead; null if nothing is. It quotes no URL.</summary>
    public static string? Broken(GitContext git)
    {
        if (GitAddress.Read(git.Repository).Error is { } url)
            return $"spec.git.repository: {url}";
        if (GitText.BrokenRef(Ref(git)) is { } name)
            return $"spec.git.ref {OneLine.Quote(Ref(git))}: {name}";
        if (GitText.BrokenPath(git.Path ?? "") is { } path)
            return $"spec.git.path {OneLine.Quote(git.Path!)}: {path}";
        return git.Depth < 0 ? "spec.git.depth is negative; write how many commits to fetch, or 0 for all" : null;
    }

    /// <summary>The ref, with its default.</summary>
    public static string Ref(GitContext git) => string.IsNullOrEmpty(git.Ref) ? "HEAD" : git.Ref;
}
