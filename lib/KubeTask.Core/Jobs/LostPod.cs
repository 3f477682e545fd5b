using System.Globalization;
using System.Text.RegularExpressions;
using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Jobs;

/// <summary>
/// The end of an attempt whose pod is gone. Pods of a Job stay until somebody deletes them, so it was deleted: by a drain, an eviction, a
/// preemption, or a person. What is known of it is what the Task's status reported, and what the Job controller wrote when it counted it.
/// </summary>
public static partial class LostPod
{
    /// <summary>What is known about the end of the Task's current attempt, whose Job has failed.</summary>
    /// <param name="task">The Task.</param>
    /// <param name="job">The failed Job.</param>
    /// <param name="now">The time.</param>
    /// <param name="neverStarted">Whether it was observed that the pod was lost before the agent started.</param>
    public static PodOutcome Outcome(V1Alpha1Task task, V1Job job, DateTimeOffset now, bool neverStarted = false)
    {
        var outcome = JobOutcome.Of(job);
        string? reported = AttemptPods.ReportedStart(task.Status);
        V1Condition? started = Conditions.Find(task.Status?.Conditions, ConditionType.Started);
        bool waited = started is { Status: Conditions.False };
        (string? named, int? exitCode) = Counted(outcome.Message);

        if (outcome.Reason == TaskReason.DeadlineExceeded && job.Spec?.ActiveDeadlineSeconds != 1)
        {
            // Not ours: somebody gave the Job a deadline, which deletes its pod.
            return PodOutcome.None with
            {
                PodName = reported,
                Reason = TaskReason.DeadlineExceeded,
                Message = outcome.Message,
                End = AttemptEnd.Failed,
                AgentStarted = reported is not null,
            };
        }

        if (reported is null && exitCode is null && AttemptDeadline.HasPassed(task, job, now))
        {
            (string reason, string message) = PodOutcome.PastDeadline(
                task,
                waited ? started!.Message : $"Job {job.Metadata.Name} had no pod on a node"
            );
            return PodOutcome.None with { Reason = reason, Message = message, End = AttemptEnd.Failed };
        }

        string? pod = reported ?? named ?? task.Status?.PodName;
        bool never =
            reported is null
            && exitCode is null
            && (neverStarted || started is { Status: Conditions.False, Reason: TaskReason.PodDeleted });
        string cause =
            named is not null && exitCode is null ? outcome.Message!
            : exitCode is { } code
                ? string.Create(CultureInfo.InvariantCulture, $"it was deleted, and the agent ended with exit code {code}")
            : "it was deleted";
        return PodOutcome.None with
        {
            PodName = pod,
            ExitCode = exitCode,
            Reason = TaskReason.Disrupted,
            Message = Message(pod is null ? $"the pod of Job {job.Metadata.Name}" : $"pod {pod}", !never, cause),
            End = never ? AttemptEnd.NeverStarted : AttemptEnd.Disrupted,
            AgentStarted = reported is not null || exitCode is not null,
        };
    }

    /// <summary>What is known of the pod of a Task whose Job is gone too.</summary>
    public static PodOutcome WithoutJob(V1Alpha1Task task) =>
        PodOutcome.None with
        {
            PodName = AttemptPods.ReportedStart(task.Status),
            AgentStarted = AttemptPods.ReportedStart(task.Status) is not null,
        };

    /// <summary>One sentence about a pod that was lost.</summary>
    internal static string Message(string pod, bool started, string cause) =>
        $"{pod} was lost before the agent {(started ? "ended" : "started")}: {cause}";

    /// <summary>The pod and the exit code in the message that the Job controller writes when a rule of podFailurePolicy matches.</summary>
    private static (string? Pod, int? ExitCode) Counted(string? message)
    {
        if (message is null || RuleMatched().Match(message) is not { Success: true } match)
            return (null, null);
        int? code = int.TryParse(match.Groups["code"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : null;
        return (match.Groups["pod"].Value, code);
    }

    [GeneratedRegex(
        @"\A(?:Container agent for pod |Pod )[^/ ]+/(?<pod>[^ ]+) (?:failed with exit code (?<code>[0-9]+)|has condition )",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex RuleMatched();
}
