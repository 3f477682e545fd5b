using k8s.Models;
using KubeTask.Core.Validation;

namespace KubeTask.Core.Outcomes;

/// <summary>Whether a Job has ended, and how.</summary>
/// <param name="Ended">Whether it has ended.</param>
/// <param name="Succeeded">Whether it succeeded.</param>
/// <param name="Reason">The Job's own reason, such as <c>BackoffLimitExceeded</c>, or null.</param>
/// <param name="Message">The Job's own message, or null.</param>
/// <param name="At">When it ended according to the Job, or null if it doesn't say.</param>
public readonly record struct JobOutcome(bool Ended, bool Succeeded, string? Reason, string? Message, DateTime? At)
{
    /// <summary>
    /// The Job has ended if the condition Complete or Failed says so, or if its counts allow no other conclusion (semantics.md, "The end").
    /// Conditions come in a separate write, possibly long after the counts.
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
        var counts = new JobCounts(job.Spec?.Completions, job.Spec?.BackoffLimit, status?.Active, status?.Succeeded, status?.Failed);
        if (counts.SaySucceeded)
            return new(true, true, null, null, status?.CompletionTime);
        if (counts.SayFailed)
            return new(true, false, "BackoffLimitExceeded", null, null);
        return default;
    }
}
