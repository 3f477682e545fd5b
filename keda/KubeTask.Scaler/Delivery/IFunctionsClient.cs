using KubeTask.Scaler.Index;

namespace KubeTask.Scaler.Delivery;

/// <summary>The functions, as the delivery sees them.</summary>
internal interface IFunctionsClient
{
    /// <summary>Hands one event to its function. Failures of the functions are outcomes; only cancellation throws.</summary>
    Task<(DeliveryOutcome Outcome, string? Why)> DeliverAsync(WorkItem item, CancellationToken cancellation);

    /// <summary>Whether the functions answer.</summary>
    Task<bool> ProbeAsync(CancellationToken cancellation);
}
