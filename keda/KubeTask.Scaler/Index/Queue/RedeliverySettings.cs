namespace KubeTask.Scaler.Index.Queue;

/// <summary>When an event is delivered again. The defaults are for production; tests shorten them.</summary>
public sealed record RedeliverySettings
{
    /// <summary>
    /// How soon work that is still observed after a delivery is delivered again. Under load, the watches show what the functions wrote half
    /// a second later.
    /// </summary>
    public TimeSpan RepeatBase { get; init; } = TimeSpan.FromSeconds(1);
    public TimeSpan RepeatCap { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The least time between a delivery and a repeat because of an observed change: the functions' own writes arrive as changes too, in
    /// their order.
    /// </summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>A change this long after a delivery isn't the functions' own, and resets the count of repeats.</summary>
    public TimeSpan OwnWrites { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How soon a failed delivery is tried again.</summary>
    public TimeSpan FailureBase { get; init; } = TimeSpan.FromMilliseconds(100);
    public TimeSpan FailureCap { get; init; } = TimeSpan.FromSeconds(30);
}
