using k8s.Models;

namespace PocketKube.Node.Jobs;

/// <summary>A pod of a Job as it was last seen.</summary>
/// <param name="Gone">The object no longer exists. It still counts.</param>
/// <param name="Counted">As what the Job's status counts it. That is final: a pod that was counted as failed because it was deleted
/// may still succeed. Null if it isn't counted yet.</param>
internal sealed record PodRecord(V1Pod Pod, bool Gone, PodCount? Counted = null)
{
    /// <summary>Keeps a deleted pod until its Job has counted it.</summary>
    public const string Finalizer = "batch.kubernetes.io/job-tracking";

    public bool Active => !Gone && !HasEnded && !IsDeleted;

    public bool Terminating => !Gone && !HasEnded && IsDeleted;

    public bool Ready => Active && Pod.Status?.Conditions?.Any(c => c is { Type: "Ready", Status: "True" }) == true;

    public bool IsDeleted => Pod.Metadata.DeletionTimestamp is not null;

    /// <summary>The finalizer keeps the object.</summary>
    public bool IsHeld => !Gone && Pod.Metadata.Finalizers?.Contains(Finalizer) == true;

    private bool HasEnded => Pod.Status?.Phase is "Succeeded" or "Failed";
}
