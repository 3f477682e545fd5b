using System.Globalization;
using k8s.Models;
using KubeTask.Core.Api;

namespace KubeTask.Core.Jobs;

/// <summary>
/// A Job that KubeTask has ended: it has a deadline of one second and may have no more pods. Its controller fails it, unless it never had a
/// pod: an old controller doesn't keep when such a Job started, and so never finds its deadline passed.
/// </summary>
public static class JobStop
{
    /// <summary>How long the Job controller may take to observe that the Job may have no more pods.</summary>
    public static readonly TimeSpan Settle = TimeSpan.FromSeconds(5);

    /// <summary>Whether KubeTask has ended the Job.</summary>
    public static bool IsRequested(V1Job job) => job.Spec?.ActiveDeadlineSeconds == 1;

    /// <summary>
    /// Whether a Job that never had a pod, and that KubeTask has ended, will never have one. Its controller may leave it without a
    /// condition.
    /// </summary>
    public static bool NeverGetsAPod(V1Job job, DateTimeOffset now) =>
        IsRequested(job)
        && PodRefusal.Of(job) is not null
        && job.Metadata.Annotations?.TryGetValue(Annotations.StoppedAt, out string? text) == true
        && DateTimeOffset.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset at)
        && Moment.After(at, Settle) <= now;

    /// <summary>The value of the annotation for a Job that is ended now.</summary>
    public static string StoppedAt(DateTimeOffset now) => now.ToString("O", CultureInfo.InvariantCulture);
}
