using KubeTask.Git;

namespace KubeTask.Init.Tests.Running;

/// <summary>What a run has besides its repositories.</summary>
internal sealed record RunOptions
{
    /// <summary>The keys of the Secret of each repository; those at the end may have none.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Credentials { get; init; } = [];

    public string? Ca { get; init; }

    public long MaxBytes { get; init; } = 100_000_000;

    public int TimeoutSeconds { get; init; } = 50;

    public ProxyWork? Proxy { get; init; }

    /// <summary>One Secret, for the first repository.</summary>
    public static RunOptions With(params (string Key, string Value)[] secret) =>
        new() { Credentials = [secret.ToDictionary(s => s.Key, s => s.Value)] };
}
