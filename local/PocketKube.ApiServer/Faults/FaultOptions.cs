namespace PocketKube.ApiServer.Faults;

/// <summary>Injected faults, each with its probability from 0 to 1 per matching request.</summary>
public sealed record FaultOptions
{
    /// <summary>Random seed: the same requests in the same order meet the same faults.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Which requests may be hit, by method and path; null for all but discovery and health.</summary>
    public Func<string, string, bool>? Applies { get; init; }

    /// <summary>PUT and PATCH answer 409 without being done.</summary>
    public double Conflict { get; init; }

    /// <summary>Lists and watches answer 410.</summary>
    public double Gone { get; init; }

    /// <summary>429 with Retry-After.</summary>
    public double TooManyRequests { get; init; }

    /// <summary>Seconds that the Retry-After of a 429 says.</summary>
    public int RetryAfterSeconds { get; init; } = 1;

    /// <summary>500.</summary>
    public double InternalError { get; init; }

    /// <summary>503.</summary>
    public double Unavailable { get; init; }

    /// <summary>A write is done, and its connection is cut before the answer.</summary>
    public double LostAnswer { get; init; }

    /// <summary>A watch is cut after <see cref="DropAfter"/>.</summary>
    public double DroppedWatch { get; init; }

    /// <summary>How long a watch lives before it is cut.</summary>
    public TimeSpan DropAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A request waits for <see cref="Delay"/> first.</summary>
    public double Late { get; init; }

    /// <summary>How long a late request waits.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>An event of a watch is sent twice.</summary>
    public double DuplicatedEvent { get; init; }
}
