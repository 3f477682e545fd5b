namespace KubeTask.Git;

/// <summary>
/// How the init container ended. It writes this as JSON, at most <see cref="MaxBytes"/>, to its termination message. Exit code 0 means
/// that <see cref="Reason"/> is null.
/// </summary>
public sealed record FetchReport
{
    /// <summary>The kubelet cuts a longer termination message.</summary>
    public const int MaxBytes = 4096;

    /// <summary>Why it failed, one of <see cref="GitReason"/>; null if everything is there.</summary>
    public string? Reason { get; init; }

    /// <summary>What is wrong with which Context, and what to do, without credentials; null if everything is there.</summary>
    public string? Message { get; init; }

    /// <summary>What was checked out, in the order of <see cref="FetchWork.Repositories"/>.</summary>
    public IReadOnlyList<CheckedOut>? Contexts { get; init; }
}

/// <summary>A Context that was checked out.</summary>
public sealed record CheckedOut
{
    /// <summary>The Context, as <c>namespace/name</c>.</summary>
    public required string Context { get; init; }

    /// <summary>The commit, 40 hexadecimal digits.</summary>
    public required string Commit { get; init; }
}

/// <summary>Why repositories couldn't be fetched.</summary>
public static class GitReason
{
    /// <summary>The server asks for credentials, or refuses those that it was given.</summary>
    public const string AuthFailed = "GitAuthFailed";

    /// <summary>The repository has no such branch, tag or commit.</summary>
    public const string RefNotFound = "GitRefNotFound";

    /// <summary>The commit has no such path, or the path leaves the repository.</summary>
    public const string PathNotFound = "GitPathNotFound";

    /// <summary>The server can't be reached, ends the connection, doesn't answer in time, or has no such repository.</summary>
    public const string Unreachable = "GitUnreachable";

    /// <summary>The repository is larger than it may be.</summary>
    public const string TooLarge = "GitTooLarge";

    /// <summary>The server's host key isn't the one that the Secret has.</summary>
    public const string HostKeyChanged = "GitHostKeyChanged";

    /// <summary>Something else went wrong, such as a full disk.</summary>
    public const string FetchFailed = "GitFetchFailed";

    /// <summary>Whether the reason is one of these.</summary>
    public static bool IsKnown(string? reason) =>
        reason is AuthFailed or RefNotFound or PathNotFound or Unreachable or TooLarge or HostKeyChanged or FetchFailed;
}
