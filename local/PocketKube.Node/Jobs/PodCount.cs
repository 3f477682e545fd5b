namespace PocketKube.Node.Jobs;

/// <summary>As what a Job counts a pod that won't run any more.</summary>
internal enum PodCount
{
    Succeeded,
    Failed,

    /// <summary>It failed, and a rule of the Job's podFailurePolicy says that this doesn't count.</summary>
    Ignored,
}
