using k8s.Models;

namespace KubeTask.Core.Api;

/// <summary>How Git Contexts are fetched.</summary>
public sealed record GitSettings
{
    /// <summary>How much one Context may take on the disk, its history included. Defaults to 2Gi.</summary>
    public ResourceQuantity? SizeLimit { get; init; }

    /// <summary>How many seconds the fetch of all Git Contexts of a Task may take together. Defaults to 600.</summary>
    [Minimum(1)]
    [Maximum(86400)]
    public int? TimeoutSeconds { get; init; }

    /// <summary>The proxy through which repositories are reached.</summary>
    public GitProxy? Proxy { get; init; }

    /// <summary>Certificates to trust besides those of the system.</summary>
    public CaBundle? CaBundle { get; init; }

    /// <summary>
    /// CPU and memory of the init container that fetches. Defaults to requests of 100m and 128Mi, and limits of 2 and 1Gi.
    /// </summary>
    public V1ResourceRequirements? Resources { get; init; }
}

/// <summary>The proxy through which repositories are reached.</summary>
public sealed record GitProxy
{
    /// <summary>The URL of the proxy for http, such as http://proxy.example.com:3128.</summary>
    [MaxLength(2048)]
    public string? Http { get; init; }

    /// <summary>The URL of the proxy for https.</summary>
    [MaxLength(2048)]
    public string? Https { get; init; }

    /// <summary>Hosts, domains (.example.com) and networks (10.0.0.0/8) that are reached without it.</summary>
    [MaxItems(256)]
    public IReadOnlyList<string>? NoProxy { get; init; }
}

/// <summary>Certificates to trust besides those of the system.</summary>
public sealed record CaBundle
{
    /// <summary>The ConfigMap with the certificates, in the namespace of the KubeTaskConfig.</summary>
    public required CaConfigMap ConfigMap { get; init; }
}

/// <summary>A key of a ConfigMap.</summary>
public sealed record CaConfigMap
{
    /// <summary>The ConfigMap's name.</summary>
    [MinLength(1)]
    [MaxLength(253)]
    public required string Name { get; init; }

    /// <summary>The key with the certificates in PEM form.</summary>
    [Default("\"ca.crt\"")]
    [MaxLength(253)]
    public string? Key { get; init; }
}
