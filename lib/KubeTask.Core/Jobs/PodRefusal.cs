using k8s.Models;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Jobs;

/// <summary>
/// A Job whose pod isn't created: the namespace's Pod Security or quota, a missing ServiceAccount or an admission webhook refuses it. The Job goes on
/// trying, and its status doesn't say why; its Events do (FailedCreate).
/// </summary>
public static class PodRefusal
{
    /// <summary>
    /// How long the Job controller may take to create a pod: it is busy where thousands of Jobs come at once, and a look at the Events of each would only add to it.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The trouble of a Job that has not ended and has no pod, or null where its counts say that it has, or had, one.</summary>
    /// <param name="created">When the Job was created.</param>
    /// <param name="active">Its count of active pods.</param>
    /// <param name="succeeded">Its count of pods that ended well.</param>
    /// <param name="failed">Its count of pods that ended badly.</param>
    public static PodTrouble? Of(DateTimeOffset? created, long? active, long? succeeded, long? failed) =>
        created is { } since && (active ?? 0) + (succeeded ?? 0) + (failed ?? 0) == 0
            ? new PodTrouble(TaskReason.PodNotCreated, Moment.After(since, Patience))
            : null;

    /// <summary>The same, of the whole Job.</summary>
    public static PodTrouble? Of(V1Job job) =>
        Of(job.Metadata.CreationTimestamp, job.Status?.Active, job.Status?.Succeeded, job.Status?.Failed);
}
