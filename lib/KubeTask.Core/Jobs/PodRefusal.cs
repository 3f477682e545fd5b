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

    /// <summary>Whether a Job's counts say that it never had a pod.</summary>
    /// <param name="active">Its number of active pods.</param>
    /// <param name="succeeded">Its number of pods that succeeded.</param>
    /// <param name="failed">Its number of pods that failed.</param>
    public static bool NeverHadPod(long? active, long? succeeded, long? failed) => (active ?? 0) + (succeeded ?? 0) + (failed ?? 0) == 0;

    /// <summary>The trouble of a Job that has not ended and never had a pod.</summary>
    public static PodTrouble Of(DateTimeOffset created) => new(TaskReason.PodNotCreated, Moment.After(created, Patience));

    /// <summary>The trouble of a Job that has not ended, or null if it has or had a pod.</summary>
    public static PodTrouble? Of(V1Job job) =>
        job.Metadata.CreationTimestamp is { } created && NeverHadPod(job.Status?.Active, job.Status?.Succeeded, job.Status?.Failed)
            ? Of(created)
            : null;
}
