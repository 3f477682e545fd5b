namespace KubeTask.Scaler.Index.Queue;

/// <summary>How a delivery went.</summary>
public abstract record DeliveryOutcome
{
    private DeliveryOutcome() { }

    /// <summary>A function took it. The observed state tells whether anything is left to do.</summary>
    public sealed record Delivered : DeliveryOutcome;

    /// <summary>A function refused it, or failed, or didn't answer in time.</summary>
    /// <param name="RetryAfter">How long it asks to wait, if it does.</param>
    public sealed record Failed(TimeSpan? RetryAfter = null) : DeliveryOutcome;

    /// <summary>No function was there; nothing speaks against trying again as soon as one is.</summary>
    public sealed record Asleep : DeliveryOutcome;
}
