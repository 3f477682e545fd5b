using System.Collections.Immutable;
using k8s.Models;

namespace PocketKube.Node.Jobs;

/// <summary>
/// The rules of a Job with one pod, as Kubernetes' job controller has them (pkg/controller/job): counts, back-off, deadline,
/// podFailurePolicy, podReplacementPolicy and the end. Pure.
/// </summary>
internal static class JobDecider
{
    private const int DefaultBackoffLimit = 6;
    private const string Target = "FailureTarget";
    private const string CriteriaMet = "SuccessCriteriaMet";
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
            return new JobDecision { ReleasePods = Held(pods) };
        if ((Condition(job.Status, "Complete") ?? Condition(job.Status, "Failed")) is { } end)
            return AfterEnd(job, end, pods, now);

        var counting = new PodCounting(job.Spec);
        var counts = pods.Select(p => (p.Pod.Metadata.Uid, Count: counting.Of(p)))
            .Where(p => p.Count is not null)
            .ToImmutableDictionary(p => p.Uid, p => p.Count!.Value);
        var active = pods.Where(p => p.Active).ToImmutableArray();
        DateTime start = job.Status?.StartTime ?? now;
        var status = new V1JobStatus
        {
            StartTime = start,
            Active = active.Length,
            Ready = active.Count(p => p.Ready),
            Terminating = counting.Tracks ? pods.Count(p => p.Terminating) : null,
            Succeeded = counts.Values.Count(c => c == PodCount.Succeeded),
            Failed = counts.Values.Count(c => c == PodCount.Failed) + lostBefore,
            Conditions = job.Status?.Conditions,
        };
        TimeSpan? left = job.Spec.ActiveDeadlineSeconds is { } deadline ? start + TimeSpan.FromSeconds(deadline) - now : null;
        JobDecision decision =
            Failure(job, pods, counting, status, left) is { } why ? Failed(status, active, why.Reason, why.Message, now)
            : status.Succeeded > 0 || Condition(status, CriteriaMet) is not null ? Completed(status, active, now)
            : Running(job, pods, counting, status, left, lostBefore, now, createNotBefore);
        return decision with { Counts = counts, ReleasePods = Held([.. pods.Where(p => counts.ContainsKey(p.Pod.Metadata.Uid))]) };
    }

    private static (string Reason, string Message)? Failure(
        V1Job job,
        ImmutableArray<PodRecord> pods,
        PodCounting counting,
        V1JobStatus status,
        TimeSpan? left
    )
    {
        if (Condition(status, Target) is { } decided)
            return (decided.Reason, decided.Message);
        if (Condition(status, CriteriaMet) is not null)
            return null;
        if (pods.Select(counting.FailJob).FirstOrDefault(m => m is not null) is { } message)
            return ("PodFailurePolicy", message);
        if (status.Failed > (job.Spec.BackoffLimit ?? DefaultBackoffLimit))
            return ("BackoffLimitExceeded", "Job has reached the specified backoff limit");
        return left <= TimeSpan.Zero ? ("DeadlineExceeded", "Job was active longer than specified deadline") : null;
    }

    private static JobDecision Running(
        V1Job job,
        ImmutableArray<PodRecord> pods,
        PodCounting counting,
        V1JobStatus status,
        TimeSpan? left,
        int lostBefore,
        DateTime now,
        DateTime? createNotBefore
    )
    {
        var decision = new JobDecision { Status = status, LookAgainAfter = left };
        if (status.Active > 0 || job.Spec.Suspend == true || (counting.WaitsForEnd && status.Terminating > 0))
            return decision;
        TimeSpan backoff = BackoffLeft([.. pods.Where(p => counting.Of(p) is PodCount.Failed or PodCount.Ignored)], lostBefore, now);
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

    private static JobDecision Completed(V1JobStatus status, ImmutableArray<PodRecord> active, DateTime now)
    {
        const string Message = "Reached expected number of succeeded pods";
        JobDecision decision = End(status, active, (CriteriaMet, "Complete"), "CompletionsReached", Message, now);
        return Condition(decision.Status, "Complete") is null
            ? decision
            : decision with
            {
                Status = decision.Status! with { CompletionTime = now },
                Events = [new(Warning: false, "Completed", "Job completed")],
            };
    }

    private static JobDecision Failed(V1JobStatus status, ImmutableArray<PodRecord> active, string reason, string message, DateTime now)
    {
        JobDecision decision = End(status, active, (Target, "Failed"), reason, message, now);
        if (status.Terminating is null)
            decision = decision with { Status = decision.Status! with { Failed = status.Failed + active.Length } };
        return Condition(decision.Status, "Failed") is null ? decision : decision with { Events = [new(Warning: true, reason, message)] };
    }

    /// <summary>The Job ends: a condition says so at once, and the final one follows when no pod runs any more.</summary>
    private static JobDecision End(
        V1JobStatus status,
        ImmutableArray<PodRecord> active,
        (string First, string Final) types,
        string reason,
        string message,
        DateTime now
    )
    {
        // An old server has no first condition, and doesn't wait.
        int? left = status.Terminating + active.Length;
        IList<V1JobCondition>? conditions = status.Conditions;
        if (left is not null && Condition(status, types.First) is null)
            conditions = With(conditions, types.First, reason, message, now);
        if (left is null or 0)
            conditions = With(conditions, types.Final, reason, message, now);
        return new()
        {
            DeletePods = [.. active.Select(p => p.Pod)],
            Status = status with { Active = 0, Ready = 0, Terminating = left, Conditions = conditions },
        };
    }

    private static JobDecision AfterEnd(V1Job job, V1JobCondition end, ImmutableArray<PodRecord> pods, DateTime now)
    {
        // A crash between the status and the deletes leaves pods behind.
        var decision = new JobDecision { DeletePods = [.. pods.Where(p => p.Active).Select(p => p.Pod)], ReleasePods = Held(pods) };
        if (job.Spec.TtlSecondsAfterFinished is not { } ttl)
            return decision;
        TimeSpan rest = (end.LastTransitionTime ?? now) + TimeSpan.FromSeconds(ttl) - now;
        return rest <= TimeSpan.Zero ? new JobDecision { DeleteJob = true } : decision with { LookAgainAfter = rest };
    }

    private static V1JobCondition? Condition(V1JobStatus? status, string type) =>
        status?.Conditions?.FirstOrDefault(c => c.Type == type && c.Status == "True");

    private static ImmutableArray<V1Pod> Held(ImmutableArray<PodRecord> pods) => [.. pods.Where(p => p.IsHeld).Select(p => p.Pod)];

    private static TimeSpan BackoffLeft(ImmutableArray<PodRecord> failed, int lostBefore, DateTime now)
    {
        if (failed.Select(p => EndOf(p.Pod)).Max() is not { } last)
            return TimeSpan.Zero;
        int failures = failed.Length + lostBefore;
        var backoff = TimeSpan.FromTicks(Math.Min(s_firstBackoff.Ticks << Math.Min(failures - 1, 10), s_longestBackoff.Ticks));
        return last + backoff - now;
    }

    private static DateTime? EndOf(V1Pod pod) =>
        pod.Status?.ContainerStatuses?.Select(c => c.State?.Terminated?.FinishedAt).Max()
        ?? pod.Metadata.DeletionTimestamp?.AddSeconds(-(pod.Metadata.DeletionGracePeriodSeconds ?? 0))
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
