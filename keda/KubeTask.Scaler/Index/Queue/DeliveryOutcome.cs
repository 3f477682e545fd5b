namespace KubeTask.Scaler.Index.Queue;

/// <summary>How a delivery ended.</summary>
public abstract record DeliveryOutcome
{
    private DeliveryOutcome() { }

    /// <summary>A function accepted the event. The observed state shows whether anything is left to do.</summary>
    public sealed record Delivered : DeliveryOutcome;

    /// <summary>A function refused the event, failed, or didn't answer in time.</summary>
    /// <param name="RetryAfter">How long the function asks to wait, if it does.</param>
    public sealed record Failed(TimeSpan? RetryAfter = null) : DeliveryOutcome;

    /// <summary>No function was running. The event may be delivered as soon as one is.</summary>
    public sealed record Asleep : DeliveryOutcome;
}
