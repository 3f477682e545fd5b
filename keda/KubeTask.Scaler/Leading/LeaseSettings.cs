namespace KubeTask.Scaler.Leading;

/// <summary>
/// How several scalers agree on a leader. The times are those of Kubernetes' own controllers, but the holder renews less often, because
/// each renewal is a write to etcd for as long as nothing happens. Tests shorten them.
/// </summary>
public sealed record LeaseSettings
{
    /// <summary>The Lease's name; null if this is the only scaler, which then always leads.</summary>
    public string? Name { get; init; }

    /// <summary>The Lease's namespace: the release's.</summary>
    public required string Namespace { get; init; }

    /// <summary>The name of this process in the Lease. It must be unique.</summary>
    public required string Identity { get; init; }

    /// <summary>A Lease that hasn't been renewed for this long is free.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A holder that couldn't renew for this long stops, well before another may begin.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the holder renews the Lease.</summary>
    public TimeSpan RenewPeriod { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the holder tries again after it couldn't renew, and how often the others read the Lease.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);
}
