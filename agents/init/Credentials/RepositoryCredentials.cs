namespace KubeTask.Init.Credentials;

/// <summary>What proves to a server who asks. They are for one host, port and scheme only.</summary>
internal sealed record RepositoryCredentials
{
    /// <summary>None at all.</summary>
    public static RepositoryCredentials None { get; } = new();

    /// <summary>The header Authorization for http and https; null for none.</summary>
    public string? Authorization { get; init; }

    /// <summary>The file with the private key for ssh, mode 0600; null for none.</summary>
    public string? KeyFile { get; init; }

    /// <summary>The file with the server's host keys; null if any key is accepted.</summary>
    public string? KnownHostsFile { get; init; }
}
