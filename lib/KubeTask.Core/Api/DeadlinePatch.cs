namespace KubeTask.Core.Api;

/// <summary>A merge patch that gives a pod or a Job a deadline, if it still is the one that was seen.</summary>
public sealed record DeadlinePatch(DeadlinePatch.Identity Metadata, DeadlinePatch.Deadline Spec)
{
    /// <summary>What the API server compares before it patches: 409 where it differs.</summary>
    public sealed record Identity(string Uid);

    /// <param name="ActiveDeadlineSeconds">Seconds from its start.</param>
    public sealed record Deadline(long ActiveDeadlineSeconds);
}
