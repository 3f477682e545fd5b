using KubeTask.Scaler.Index;
using KubeTask.Scaler.Index.Queue;

namespace KubeTask.Scaler.Delivery;

/// <summary>The functions, as the delivery sees them.</summary>
internal interface IFunctionsClient
{
    /// <summary>
    /// Delivers events of one type to their function, which handles them one by one. Failures of the functions are outcomes; only
    /// cancellation throws.
    /// </summary>
    /// <returns>The outcome of each event, in the same order, and why it wasn't delivered if it wasn't.</returns>
    Task<IReadOnlyList<(DeliveryOutcome Outcome, string? Why)>> DeliverAsync(
        IReadOnlyList<WorkItem> items,
        CancellationToken cancellationToken
    );

    /// <summary>Whether the functions answer.</summary>
    Task<bool> ProbeAsync(CancellationToken cancellationToken);
}
