using System.Text.Json.Serialization;

namespace KubeTask.Git;

/// <summary>
/// What the init container of a Task is to fetch. KubeTask writes it as JSON into the Task's ConfigMap, and the container reads it as
/// <see cref="FetchFolders.Work"/>. It holds no secret.
/// </summary>
public sealed record FetchWork
{
    /// <summary>The repositories, one for each Git Context, in the order of their volumes.</summary>
    public required IReadOnlyList<RepositoryWork> Repositories { get; init; }

    /// <summary>How many bytes one Context may take on the disk, its <c>.git</c> included, and how many may be received for it.</summary>
    public required long MaxBytes { get; init; }

    /// <summary>How many seconds all of it may take together.</summary>
    public required int TimeoutSeconds { get; init; }

    /// <summary>The proxy for http and https; null for none. ssh and git use none.</summary>
    public ProxyWork? Proxy { get; init; }
}

/// <summary>One repository to fetch.</summary>
public sealed record RepositoryWork
{
    /// <summary>The Context, as <c>namespace/name</c>.</summary>
    public required string Context { get; init; }

    /// <summary>The URL as the Context has it.</summary>
    public required string Repository { get; init; }

    /// <summary>A branch, a tag, a full or short commit, or HEAD.</summary>
    public required string Ref { get; init; }

    /// <summary>A file or a folder of the repository; null for all of it.</summary>
    public string? Path { get; init; }

    /// <summary>How many commits to fetch; 0 for all.</summary>
    public required int Depth { get; init; }

    /// <summary>Whether to fetch submodules, too.</summary>
    public bool RecurseSubmodules { get; init; }

    /// <summary>Whether <see cref="FetchFolders.Credentials"/> has a folder for this repository.</summary>
    public bool HasCredentials { get; init; }
}

/// <summary>The proxy through which repositories are reached.</summary>
public sealed record ProxyWork
{
    /// <summary>The proxy for http, such as <c>http://proxy.example.com:3128</c>.</summary>
    public string? Http { get; init; }

    /// <summary>The proxy for https.</summary>
    public string? Https { get; init; }

    /// <summary>Hosts, domains (<c>.example.com</c>) and networks (<c>10.0.0.0/8</c>) that are reached without it.</summary>
    public IReadOnlyList<string>? Except { get; init; }
}

/// <summary>JSON of <see cref="FetchWork"/> and <see cref="FetchReport"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip
)]
[JsonSerializable(typeof(FetchWork))]
[JsonSerializable(typeof(FetchReport))]
public sealed partial class FetchJson : JsonSerializerContext;
