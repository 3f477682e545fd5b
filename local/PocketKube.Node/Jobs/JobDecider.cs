using System.Collections.Immutable;
using k8s.Models;

namespace PocketKube.Node.Jobs;

/// <summary>
/// The rules of a Job with one pod, as Kubernetes' job controller has them (pkg/controller/job): counts, back-off, deadline and
/// the end. Pure.
/// </summary>
internal static class JobDecider
{
    private const int DefaultBackoffLimit = 6;
    private static readonly TimeSpan s_firstBackoff = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_longestBackoff = TimeSpan.FromMinutes(10);

    /// <param name="pods">Every pod that the Job has had.</param>
    /// <param name="lostBefore">Failed pods that are known from the status only.</param>
    /// <param name="createNotBefore">When a pod that was refused may be tried again.</param>
    public static JobDecision Decide(
        V1Job job,
        ImmutableArray<PodRecord> pods,
        int lostBefore,
        DateTime now,
        DateTime? createNotBefore = null
    )
    {
        if (job.Metadata.DeletionTimestamp is not null)
            return JobDecision.Nothing;
        if (EndOf(job) is { } end)
            return AfterEnd(job, end, pods, now);

        var active = pods.Where(p => p.Active).ToImmutableArray();
        int succeeded = pods.Count(p => p.Succeeded);
        int failed = pods.Count(p => p.Failed) + lostBefore;
        DateTime start = job.Status?.StartTime ?? now;
        var status = new V1JobStatus
        {
            StartTime = start,
            Active = active.Length,
            Ready = active.Count(p => p.Ready),
            Succeeded = succeeded,
            Failed = failed,
            Conditions = job.Status?.Conditions,
        };

        if (succeeded > 0)
            return Completed(status, active, now);
        if (failed > (job.Spec.BackoffLimit ?? DefaultBackoffLimit))
            return Failed(status, active, "BackoffLimitExceeded", "Job has reached the specified backoff limit", now);
        TimeSpan? left = job.Spec.ActiveDeadlineSeconds is { } deadline ? start + TimeSpan.FromSeconds(deadline) - now : (TimeSpan?)null;
        if (left <= TimeSpan.Zero)
            return Failed(status, active, "DeadlineExceeded", "Job was active longer than specified deadline", now);

        var decision = new JobDecision { Status = status, LookAgainAfter = left };
        if (active.Length > 0 || job.Spec.Suspend == true)
            return decision;
        TimeSpan backoff = BackoffLeft(pods, failed, now);
        if (createNotBefore is { } then && then - now > backoff)
            backoff = then - now;
        return backoff > TimeSpan.Zero
            ? decision with
            {
                LookAgainAfter = left < backoff ? left : backoff,
            }
            : decision with
            {
                CreatePod = true,
                Status = status with { Active = 1 },
            };
    }

    private static JobDecision Completed(V1JobStatus status, ImmutableArray<PodRecord> active, DateTime now) =>
        new()
        {
            DeletePods = [.. active.Select(p => p.Pod)],
            Status = status with
            {
                Active = 0,
                Ready = 0,
                CompletionTime = now,
                Conditions = With(status.Conditions, "Complete", "CompletionsReached", "Reached expected number of succeeded pods", now),
            },
            Events = [new(Warning: false, "Completed", "Job completed")],
        };

    private static JobDecision Failed(V1JobStatus status, ImmutableArray<PodRecord> active, string reason, string message, DateTime now) =>
        new()
        {
            DeletePods = [.. active.Select(p => p.Pod)],
            Status = status with
            {
                Active = 0,
                Ready = 0,
                Failed = status.Failed + active.Length,
                Conditions = With(status.Conditions, "Failed", reason, message, now),
            },
            Events = [new(Warning: true, reason, message)],
        };

    private static JobDecision AfterEnd(V1Job job, V1JobCondition end, ImmutableArray<PodRecord> pods, DateTime now)
    {
        // A crash between the status and the deletes leaves pods behind.
        var left = pods.Where(p => p.Active && p.Pod.Metadata.DeletionTimestamp is null).Select(p => p.Pod).ToImmutableArray();
        if (job.Spec.TtlSecondsAfterFinished is not { } ttl)
            return new JobDecision { DeletePods = left };
        TimeSpan rest = (end.LastTransitionTime ?? now) + TimeSpan.FromSeconds(ttl) - now;
        return rest <= TimeSpan.Zero ? new JobDecision { DeleteJob = true } : new JobDecision { DeletePods = left, LookAgainAfter = rest };
    }

    private static V1JobCondition? EndOf(V1Job job) =>
        job.Status?.Conditions?.FirstOrDefault(c => c is { Type: "Complete" or "Failed", Status: "True" });

    private static TimeSpan BackoffLeft(ImmutableArray<PodRecord> pods, int failed, DateTime now)
    {
        DateTime? last = pods.Where(p => p.Failed).Select(p => EndOf(p.Pod)).Max();
        if (failed == 0 || last is null)
            return TimeSpan.Zero;
        var backoff = TimeSpan.FromTicks(Math.Min(s_firstBackoff.Ticks << Math.Min(failed - 1, 10), s_longestBackoff.Ticks));
        return last.Value + backoff - now;
    }

    private static DateTime? EndOf(V1Pod pod) =>
        pod.Status?.ContainerStatuses?.Select(c => c.State?.Terminated?.FinishedAt).Max()
        ?? pod.Metadata.DeletionTimestamp
        ?? pod.Metadata.CreationTimestamp;

    private static List<V1JobCondition> With(IList<V1JobCondition>? conditions, string type, string reason, string message, DateTime now) =>
        [
            .. conditions ?? [],
            new V1JobCondition
            {
                Type = type,
                Status = "True",
                Reason = reason,
                Message = message,
                LastProbeTime = now,
                LastTransitionTime = now,
            },
        ];
}
