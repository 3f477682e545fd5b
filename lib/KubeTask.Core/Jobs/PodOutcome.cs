using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Core.Outcomes;
using KubeTask.Core.Validation;

namespace KubeTask.Core.Jobs;

/// <summary>What the pod of an ended Job says about the end.</summary>
/// <param name="PodName">The pod, or null if none is left.</param>
/// <param name="ExitCode">The exit code of the agent's container, if it exited or was killed.</param>
/// <param name="Reason">Why it failed, one of <see cref="TaskReason"/>, or null if the pod doesn't say.</param>
/// <param name="Message">One sentence for people, or null.</param>
/// <param name="Result">The termination message, or null.</param>
/// <param name="FinishedAt">When the agent's container ended.</param>
/// <param name="End">How the attempt failed, if it did.</param>
/// <param name="AgentStarted">Whether the agent's container has run, and so has a log.</param>
public sealed record PodOutcome(
    string? PodName,
    int? ExitCode,
    string? Reason,
    string? Message,
    string? Result,
    DateTime? FinishedAt,
    AttemptEnd End,
    bool AgentStarted
)
{
    public static PodOutcome None { get; } = new(null, null, null, null, null, null, AttemptEnd.Unknown, AgentStarted: false);

    /// <summary>The pod that counts: the newest one.</summary>
    public static V1Pod? Latest(ImmutableArray<V1Pod> pods) =>
        pods.OrderByDescending(p => p.Metadata.CreationTimestamp).ThenBy(p => p.Metadata.Name, StringComparer.Ordinal).FirstOrDefault();

    public static PodOutcome Of(ImmutableArray<V1Pod> pods)
    {
        if (Latest(pods) is not { } pod)
            return None;
        V1ContainerStateTerminated? end = Agent(pod)?.State?.Terminated;
        (string? reason, string? message) = Failure(pod, end);
        return new(
            pod.Metadata.Name,
            end?.ExitCode,
            reason,
            message is null ? null : OneLine.Of(message),
            Cut(end?.Message),
            end?.FinishedAt,
            AttemptEnd.Of(pod),
            AttemptEndRules.AgentStarted(pod)
        );
    }

    private static V1ContainerStatus? Agent(V1Pod pod) =>
        pod.Status?.ContainerStatuses?.FirstOrDefault(c => c.Name == KubeTaskApi.AgentContainer);

    private static (string? Reason, string? Message) Failure(V1Pod pod, V1ContainerStateTerminated? end)
    {
        if (pod.Status?.Reason == TaskReason.DeadlineExceeded)
        {
            string limit = pod.Spec?.ActiveDeadlineSeconds is { } seconds
                ? string.Create(CultureInfo.InvariantCulture, $" of {seconds} s")
                : "";
            return Waiting(pod) is { } waiting
                ? (TaskReason.DeadlineExceeded, $"the agent never started within its deadline{limit}: {waiting}")
                : (TaskReason.DeadlineExceeded, $"the agent ran past its deadline{limit} and was ended; its log is kept");
        }

        if (pod.Status?.Reason == TaskReason.Evicted)
            return (TaskReason.Evicted, $"the node evicted the agent's pod: {pod.Status.Message ?? "it doesn't say why"}");

        if (AttemptEnd.Of(pod) is AttemptEnd.Disrupted or AttemptEnd.NeverStarted)
        {
            return (
                TaskReason.Disrupted,
                $"the pod was lost before the agent ended: {pod.Status?.Message ?? pod.Status?.Reason ?? "nothing says why"}"
            );
        }

        return end switch
        {
            null => (null, null),
            { Reason: "OOMKilled" } => (
                TaskReason.OOMKilled,
                $"the agent was killed because it used more memory than its limit{MemoryLimit(pod)}"
            ),
            { ExitCode: not 0 } => (
                TaskReason.AgentFailed,
                string.Create(CultureInfo.InvariantCulture, $"the agent ended with exit code {end.ExitCode}")
            ),
            _ => (null, null),
        };
    }

    /// <summary>What a container of the pod still waits for, in the kubelet's words, or null if none waits.</summary>
    private static string? Waiting(V1Pod pod)
    {
        V1ContainerStateWaiting? waiting = (pod.Status?.InitContainerStatuses ?? [])
            .Concat(pod.Status?.ContainerStatuses ?? [])
            .Select(c => c.State?.Waiting)
            .FirstOrDefault(w => w?.Reason is not (null or "PodInitializing" or "ContainerCreating"));
        return waiting is null ? null
            : string.IsNullOrEmpty(waiting.Message) ? waiting.Reason
            : $"{waiting.Reason}: {waiting.Message}";
    }

    private static string MemoryLimit(V1Pod pod) =>
        pod.Spec?.Containers?.FirstOrDefault(c => c.Name == KubeTaskApi.AgentContainer)
            ?.Resources?.Limits?.TryGetValue("memory", out ResourceQuantity? limit) == true
            ? $" of {limit}"
            : "";

    /// <summary>At most <see cref="TaskLimits.ResultBytes"/> bytes of UTF-8. Longer text is cut between characters, with a mark.</summary>
    private static string? Cut(string? text)
    {
        const string Mark = "… (cut)";
        if (string.IsNullOrEmpty(text))
            return null;
        if (Encoding.UTF8.GetByteCount(text) <= TaskLimits.ResultBytes)
            return text;
        int room = TaskLimits.ResultBytes - Encoding.UTF8.GetByteCount(Mark);
        int end = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            room -= rune.Utf8SequenceLength;
            if (room < 0)
                break;
            end += rune.Utf16SequenceLength;
        }

        return text[..end] + Mark;
    }
}
