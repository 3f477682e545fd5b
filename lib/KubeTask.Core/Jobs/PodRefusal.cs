using k8s.Models;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Jobs;

/// <summary>
/// A Job whose pod isn't created, because the namespace's Pod Security or quota, a missing ServiceAccount or an admission webhook prevents
/// it. The Job controller keeps trying. The Job's status doesn't say why; its Events do (FailedCreate).
/// </summary>
public static class PodRefusal
{
    /// <summary>
    /// How long the Job controller may take to create a pod. It is busy when thousands of Jobs come at once, and reading the Events of each
    /// of them would add to the load.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The trouble of a Job that has not ended and never had a pod, or null if its counts say that it has or had one.</summary>
    /// <param name="created">When the Job was created.</param>
    /// <param name="active">Its number of active pods.</param>
    /// <param name="succeeded">Its number of pods that succeeded.</param>
    /// <param name="failed">Its number of pods that failed.</param>
    public static PodTrouble? Of(DateTimeOffset? created, long? active, long? succeeded, long? failed) =>
        created is { } since && (active ?? 0) + (succeeded ?? 0) + (failed ?? 0) == 0
            ? new PodTrouble(TaskReason.PodNotCreated, Moment.After(since, Patience))
            : null;

    /// <summary>The trouble of a whole Job object.</summary>
    public static PodTrouble? Of(V1Job job) =>
        Of(job.Metadata.CreationTimestamp, job.Status?.Active, job.Status?.Succeeded, job.Status?.Failed);
}
