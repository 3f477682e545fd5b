using System.Globalization;
using System.Text.Json;
using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Core.Outcomes;
using KubeTask.Core.Validation;
using KubeTask.Git;

namespace KubeTask.Core.Jobs;

/// <summary>What the init container that fetches Git Contexts says about its end.</summary>
public static class FetchEnd
{
    /// <summary>The Contexts as they were fetched; null if the pod doesn't say.</summary>
    public static IReadOnlyList<FetchedContext>? Contexts(V1Pod pod)
    {
        FetchedContext[] contexts = [.. (Report(End(pod))?.Contexts ?? []).Select(Read).OfType<FetchedContext>().Distinct()];
        return contexts.Length == 0 ? null : contexts;
    }

    /// <summary>Why the Contexts couldn't be fetched; null if they could, or if nothing has been fetched.</summary>
    public static (string Reason, string Message)? Failure(V1Pod pod)
    {
        if (End(pod) is not { ExitCode: not 0 } end)
            return null;
        if (Report(end) is { Reason: { } reason, Message: { } message } && GitReason.IsKnown(reason))
            return (reason, OneLine.Of(message));
        return end.Reason == TaskReason.OOMKilled
            ? (
                TaskReason.GitTooLarge,
                "the init container that fetches Git Contexts used more memory than its limit; "
                    + "raise spec.git.resources.limits.memory of the KubeTaskConfig, or set a smaller depth"
            )
            : (
                TaskReason.GitFetchFailed,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the init container that fetches Git Contexts ended with exit code {end.ExitCode}{Words(end.Message)}"
                )
            );
    }

    /// <summary>Whether the init container still runs, or was ended from outside.</summary>
    public static bool IsUnfinished(V1Pod pod) =>
        Status(pod) is { } status && (status.State?.Running is not null || (End(pod) is { ExitCode: not 0 } end && Report(end) is null));

    private static V1ContainerStatus? Status(V1Pod pod) =>
        pod.Status?.InitContainerStatuses?.FirstOrDefault(c => c.Name == KubeTaskApi.InitContainer);

    private static V1ContainerStateTerminated? End(V1Pod pod) => Status(pod)?.State?.Terminated;

    /// <summary>The report in the termination message. A container that couldn't write one left none, or the end of its log.</summary>
    private static FetchReport? Report(V1ContainerStateTerminated? end)
    {
        if (end?.Message is not ['{', ..] text)
            return null;
        try
        {
            return JsonSerializer.Deserialize(text, FetchJson.Default.FetchReport);
        }
        catch (JsonException)
        {
            // The message says what it says, and is shown as it is.
            return null;
        }
    }

    private static FetchedContext? Read(CheckedOut context) =>
        context.Context.Split('/') is [var space, var name] && context.Commit.All(char.IsAsciiHexDigitLower)
            ? new FetchedContext
            {
                Name = name,
                Namespace = space,
                Commit = context.Commit,
            }
            : null;

    private static string Words(string? message) => string.IsNullOrWhiteSpace(message) ? "" : $": {OneLine.Of(message)}";
}
