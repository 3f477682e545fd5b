namespace KubeTask.Core.Api;

/// <summary>A merge patch that gives a pod a deadline, if it still is the pod that was seen.</summary>
public sealed record PodDeadlinePatch(PodDeadlinePatch.Identity Metadata, PodDeadlinePatch.Deadline Spec)
{
    /// <summary>What the API server compares before it patches: 409 where it differs.</summary>
    public sealed record Identity(string Uid);

    /// <param name="ActiveDeadlineSeconds">Seconds from the pod's start.</param>
    public sealed record Deadline(long ActiveDeadlineSeconds);
}
