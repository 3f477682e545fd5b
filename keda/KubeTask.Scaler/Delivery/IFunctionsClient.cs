using KubeTask.Scaler.Index;
using KubeTask.Scaler.Index.Queue;

namespace KubeTask.Scaler.Delivery;

/// <summary>The functions, as the delivery sees them.</summary>
internal interface IFunctionsClient
{
    /// <summary>Hands events of one type to their function, which takes one after another. Failures of the functions are outcomes; only cancellation throws.</summary>
    /// <returns>What came of each, in their order, and why it isn't delivered where it isn't.</returns>
    Task<IReadOnlyList<(DeliveryOutcome Outcome, string? Why)>> DeliverAsync(
        IReadOnlyList<WorkItem> items,
        CancellationToken cancellationToken
    );

    /// <summary>Whether the functions answer.</summary>
    Task<bool> ProbeAsync(CancellationToken cancellationToken);
}
