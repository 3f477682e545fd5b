namespace KubeTask.Scaler.Leading;

/// <summary>How several scalers agree on the one that delivers. The times are those that Kubernetes' own controllers have; tests shorten them.</summary>
public sealed record LeaseSettings
{
    /// <summary>The Lease's name; null where this scaler is the only one and delivers without asking.</summary>
    public string? Name { get; init; }

    /// <summary>Where the Lease is: the release's namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>What this process calls itself in the Lease; no two may be the same.</summary>
    public required string Identity { get; init; }

    /// <summary>A Lease that hasn't been renewed for this long is free.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The holder that couldn't renew for this long stops: well before anybody else may begin.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the Lease is renewed, or looked at by those who wait for it.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);
}
