namespace KubeTask.Functions.ObjectApi;

/// <summary>What runs, as far as the caller may know it.</summary>
public sealed record SystemState
{
    /// <summary>The versions of the parts.</summary>
    public required SystemVersions Versions { get; init; }

    /// <summary>The namespace of the release, in which the functions run.</summary>
    public required string Namespace { get; init; }

    /// <summary>The Deployment of the functions. Absent if the caller may not read it.</summary>
    public FunctionsState? Functions { get; init; }

    /// <summary>What is missing here, and why.</summary>
    public required IReadOnlyList<string> Problems { get; init; }
}

/// <summary>The versions of the parts.</summary>
public sealed record SystemVersions
{
    /// <summary>Of the functions that answer.</summary>
    public required string KubeTask { get; init; }

    /// <summary>Of the API server.</summary>
    public string? Kubernetes { get; init; }

    /// <summary>Of .NET.</summary>
    public required string Runtime { get; init; }
}

/// <summary>The Deployment of the functions.</summary>
public sealed record FunctionsState
{
    /// <summary>How many pods there should be.</summary>
    public int Desired { get; init; }

    /// <summary>How many pods are ready.</summary>
    public int Ready { get; init; }

    /// <summary>The image of the functions.</summary>
    public string? Image { get; init; }

    /// <summary>
    /// From the creation of the newest ready pod until it was ready, in seconds. Absent if there is none, or the caller may not list pods.
    /// </summary>
    public double? WakeSeconds { get; init; }
}
