using k8s.Models;

namespace PocketKube.Node.Jobs;

/// <summary>How a Job counts its pods. Pure.</summary>
internal sealed class PodCounting(V1JobSpec spec)
{
    /// <summary>
    /// False for a Job of an old server, which drops podReplacementPolicy where newer ones set its default: its pods have no finalizer,
    /// a deleted pod is replaced at once and never counts, and the Job ends before its pods have.
    /// </summary>
    public bool Tracks => spec.PodReplacementPolicy is not null;

    /// <summary>A deleted pod fails, and is replaced, only once it has ended.</summary>
    public bool WaitsForEnd => Tracks && (spec.PodReplacementPolicy == "Failed" || spec.PodFailurePolicy is not null);

    /// <returns>Null while the pod counts as running.</returns>
    public PodCount? Of(PodRecord record)
    {
        if (record.Counted is { } counted)
            return counted;
        if (record.Pod.Status?.Phase == "Succeeded")
            return PodCount.Succeeded;
        if (!HasFailed(record))
            return null;
        return PodFailureRules.Match(spec.PodFailurePolicy, record.Pod) is { Action: "Ignore" } ? PodCount.Ignored : PodCount.Failed;
    }

    /// <summary>Why the Job must fail because of this pod, by its podFailurePolicy; null if it doesn't have to.</summary>
    public string? FailJob(PodRecord record) =>
        HasFailed(record) && PodFailureRules.Match(spec.PodFailurePolicy, record.Pod) is { Action: "FailJob" } match ? match.Message : null;

    private bool HasFailed(PodRecord record) =>
        record.Pod.Status?.Phase == "Failed"
        || (Tracks && record.Pod.Status?.Phase != "Succeeded" && (record.Gone || (record.IsDeleted && !WaitsForEnd)));
}
