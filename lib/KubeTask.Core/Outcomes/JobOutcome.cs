using k8s.Models;
using KubeTask.Core.Validation;

namespace KubeTask.Core.Outcomes;

/// <summary>Whether a Job has ended, and how.</summary>
/// <param name="Ended">Whether it has.</param>
/// <param name="Succeeded">Whether it ended well.</param>
/// <param name="Reason">The Job's own reason, such as <c>BackoffLimitExceeded</c>, or null.</param>
/// <param name="Message">The Job's own message, or null.</param>
/// <param name="At">When, by the Job's own word, or null where it doesn't say.</param>
public readonly record struct JobOutcome(bool Ended, bool Succeeded, string? Reason, string? Message, DateTime? At)
{
    /// <summary>
    /// Ended when the condition Complete or Failed says so, or when the counts can mean nothing else (semantics.md, "The end"):
    /// conditions come with a write of their own, which may be long behind the counts.
    /// </summary>
    public static JobOutcome Of(V1Job job)
    {
        foreach (V1JobCondition condition in job.Status?.Conditions ?? [])
        {
            if (condition is { Type: "Complete" or "Failed", Status: "True" })
            {
                return new(
                    true,
                    condition.Type == "Complete",
                    condition.Reason,
                    condition.Message is { } message ? OneLine.Of(message) : null,
                    condition.LastTransitionTime ?? job.Status!.CompletionTime
                );
            }
        }

        V1JobStatus? status = job.Status;
        var counts = new JobCounts(job.Spec?.Completions, job.Spec?.BackoffLimit, status?.Succeeded, status?.Failed);
        if (counts.SaySucceeded)
            return new(true, true, null, null, status?.CompletionTime);
        if (counts.SayFailed)
            return new(true, false, "BackoffLimitExceeded", null, null);
        return default;
    }
}
