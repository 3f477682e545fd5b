using System.Collections.Immutable;
using KubeTask.Core.Api;
using KubeTask.Git;

namespace KubeTask.Core.Contexts;

/// <summary>Writes down what the init container of a Task is to fetch.</summary>
internal static class FetchWorks
{
    public static FetchWork Of(ImmutableArray<ContextRepository> repositories, FetchSettings settings) =>
        new()
        {
            Repositories = [.. repositories.Select(r => Of(r.Context, r.Git))],
            MaxBytes = settings.MaxBytes,
            TimeoutSeconds = settings.TimeoutSeconds,
            Proxy = settings.Proxy,
        };

    private static RepositoryWork Of(ObjectKey context, GitContext git) =>
        new()
        {
            Context = $"{context}",
            Repository = git.Repository,
            Ref = GitRules.Ref(git),
            Path = GitText.Names(git.Path) is { Count: > 0 } ? git.Path : null,
            Depth = git.Depth ?? 1,
            RecurseSubmodules = git.RecurseSubmodules == true,
            HasCredentials = git.SecretRef is not null,
        };
}
