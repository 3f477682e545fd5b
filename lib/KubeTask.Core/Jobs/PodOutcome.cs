using System.Globalization;
using System.Text;
using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Core.Outcomes;
using KubeTask.Core.Validation;
using KubeTask.Runs;

namespace KubeTask.Core.Jobs;

/// <summary>What the pod of an ended attempt says about the end.</summary>
/// <param name="PodName">The pod, or null if none is left.</param>
/// <param name="ExitCode">The exit code of the agent, if it exited or was killed.</param>
/// <param name="Reason">Why it failed, one of <see cref="TaskReason"/>, or null if the pod doesn't say.</param>
/// <param name="Message">One sentence for people, or null.</param>
/// <param name="Result">The termination message, or null.</param>
/// <param name="FinishedAt">When the agent's container ended.</param>
/// <param name="End">How the attempt failed, if it did.</param>
/// <param name="AgentStarted">Whether the agent's container has run, and so has a log.</param>
/// <param name="EndedByItself">Whether the agent ended by itself: nobody stopped, deleted or evicted it, and no deadline passed.</param>
/// <param name="CommandEnded">Whether the agent had ended while its container stayed for people to look around.</param>
public sealed record PodOutcome(
    string? PodName,
    int? ExitCode,
    string? Reason,
    string? Message,
    string? Result,
    DateTime? FinishedAt,
    AttemptEnd End,
    bool AgentStarted,
    bool EndedByItself,
    bool CommandEnded
)
{
    /// <summary>What the runner in the agent's image reported; null if there is none.</summary>
    public RunReport? Run { get; init; }

    /// <summary>The Git Contexts as they were fetched; null if the pod doesn't say.</summary>
    public IReadOnlyList<FetchedContext>? Contexts { get; init; }

    public static PodOutcome None { get; } =
        new(null, null, null, null, null, null, AttemptEnd.Unknown, AgentStarted: false, EndedByItself: false, CommandEnded: false);

    /// <summary>Whether the agent finished its work.</summary>
    public bool Succeeded => EndedByItself && ExitCode == 0;

    /// <summary>What a pod says about the end of the Task's current attempt.</summary>
    public static PodOutcome Of(V1Pod pod, V1Alpha1Task task)
    {
        V1ContainerStateTerminated? end = AgentContainer.EndOf(pod);
        bool started = AgentContainer.HasStarted(pod);
        (KeptAliveEnd? kept, string? rest) = KeptAliveEnd.Read(end?.Message);
        (RunReport? run, string? result) = RunReport.Read(rest);
        if (kept is { } command)
            return OfCommand(pod, task, command, run, result, end!);
        (string? reason, string? message) = Failure(pod, task, started ? end : null, run);
        return new(
            pod.Metadata.Name,
            started ? end?.ExitCode : null,
            reason,
            message is null ? null : OneLine.Of(message),
            Cut(result),
            end?.FinishedAt,
            AttemptEnd.Of(pod),
            started,
            EndedByItself: started
                && end is not null
                && reason is null or TaskReason.AgentFailed or TaskReason.OOMKilled or TaskReason.BudgetExceeded or TaskReason.Stalled,
            CommandEnded: false
        )
        {
            Contexts = FetchEnd.Contexts(pod),
            Run = run,
        };
    }

    /// <summary>The command had ended, and its container only stayed for people to look around.</summary>
    private static PodOutcome OfCommand(
        V1Pod pod,
        V1Alpha1Task task,
        KeptAliveEnd command,
        RunReport? run,
        string? result,
        V1ContainerStateTerminated end
    )
    {
        (string? reason, string? message) = command switch
        {
            { PastDeadline: true } => PastDeadline(task, null),
            { ExitCode: 0 } => (null, null),
            _ => RunEnd.Failure(run, command.ExitCode),
        };
        return new(
            pod.Metadata.Name,
            command.ExitCode,
            reason,
            message,
            Cut(result),
            end.FinishedAt,
            AttemptEnd.Failed,
            AgentStarted: true,
            EndedByItself: !command.PastDeadline,
            CommandEnded: true
        )
        {
            Contexts = FetchEnd.Contexts(pod),
            Run = run,
        };
    }

    private static (string? Reason, string? Message) Failure(V1Pod pod, V1Alpha1Task task, V1ContainerStateTerminated? end, RunReport? run)
    {
        if (PodInterruption.EndedBefore(pod) || pod.Status?.Phase == "Succeeded")
            return Exit(pod, end, run);
        if (pod.Status?.Reason == TaskReason.DeadlineExceeded)
            return PastDeadline(task, AgentContainer.HasStarted(pod) ? null : WhyNotStarted(pod));
        if (pod.Status?.Reason == TaskReason.Evicted)
            return (TaskReason.Evicted, $"the node evicted pod {pod.Metadata.Name}: {pod.Status.Message ?? "it doesn't say why"}");

        return AttemptEnd.Of(pod) is AttemptEnd.Disrupted or AttemptEnd.NeverStarted
            ? (
                TaskReason.Disrupted,
                LostPod.Message($"pod {pod.Metadata.Name}", AgentContainer.HasStarted(pod), PodInterruption.Cause(pod))
            )
            : Exit(pod, end, run);
    }

    private static (string? Reason, string? Message) Exit(V1Pod pod, V1ContainerStateTerminated? end, RunReport? run) =>
        end switch
        {
            null => FetchEnd.Failure(pod) ?? default,
            { Reason: "OOMKilled" } => (
                TaskReason.OOMKilled,
                $"the agent was killed because it used more memory than its limit{MemoryLimit(pod)}"
            ),
            { ExitCode: not 0 } => RunEnd.Failure(run, end.ExitCode),
            _ => (null, null),
        };

    /// <param name="task">The Task, which has the deadline.</param>
    /// <param name="neverStarted">Why the agent didn't start in time, or null if it started.</param>
    internal static (string Reason, string Message) PastDeadline(V1Alpha1Task task, string? neverStarted)
    {
        string limit = task.Spec.ActiveDeadlineSeconds is { } seconds
            ? string.Create(CultureInfo.InvariantCulture, $" of {seconds} s")
            : "";
        return (
            TaskReason.DeadlineExceeded,
            neverStarted is { } why
                ? $"the agent never started within its deadline{limit}: {why}"
                : $"the agent ran past its deadline{limit} and was ended; its log is kept"
        );
    }

    private static string WhyNotStarted(V1Pod pod) =>
        Waiting(pod)
        ?? (FetchEnd.IsUnfinished(pod) ? "its Git Contexts were still being fetched" : FetchEnd.Failure(pod)?.Message)
        ?? "nothing says why";

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
