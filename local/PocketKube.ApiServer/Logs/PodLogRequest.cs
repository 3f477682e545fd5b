namespace PocketKube.ApiServer.Logs;

/// <summary>What a client asks of <c>pods/log</c>.</summary>
/// <param name="Namespace">The pod's namespace.</param>
/// <param name="Pod">The pod's name.</param>
/// <param name="Uid">The pod's uid.</param>
/// <param name="Container">One of the pod's containers or init containers.</param>
public sealed record PodLogRequest(string Namespace, string Pod, string Uid, string Container)
{
    /// <summary>Go on until the container ends.</summary>
    public bool Follow { get; init; }

    /// <summary>Only the last lines; null for all.</summary>
    public int? TailLines { get; init; }

    /// <summary>Only what is at most this old.</summary>
    public int? SinceSeconds { get; init; }

    /// <summary>Only what was written at this time or later.</summary>
    public DateTimeOffset? SinceTime { get; init; }

    /// <summary>Begin each line with its RFC 3339 time.</summary>
    public bool Timestamps { get; init; }

    /// <summary>The log of the container's former run.</summary>
    public bool Previous { get; init; }

    /// <summary>Stop after so many bytes.</summary>
    public long? LimitBytes { get; init; }
}
