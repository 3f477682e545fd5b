using System.Globalization;
using k8s.Models;
using KubeTask.Cli.Output;
using KubeTask.Core.Api;
using KubeTask.Core.Names;
using KubeTask.Core.Validation;

namespace KubeTask.Cli.Words;

/// <summary>Describes a Task. Pure.</summary>
internal static class TaskStory
{
    private const int MostEvents = 12;

    public static Story Tell(TaskFacts facts)
    {
        V1Alpha1Task task = facts.Task;
        return new Story(
            $"Task {task.Metadata.NamespaceProperty}/{task.Metadata.Name}",
            [.. FactsOf(facts)],
            [.. TaskWaits.Sentences(facts), .. facts.Unread],
            [
                new Section("To do", Description(task.Spec.Description)),
                new Section("Result", Description(task.Status?.Result)),
                new Section("Attempts", Attempts(facts)),
                new Section("Events", Events(facts.Events, facts.Now)),
            ]
        );
    }

    /// <summary>The last Events of an object, oldest first.</summary>
    public static IReadOnlyList<string> Events(IEnumerable<Corev1Event> events, DateTimeOffset now)
    {
        Corev1Event[] last = [.. events.OrderBy(TimeOf).TakeLast(MostEvents)];
        return last.Length == 0
            ? []
            :
            [
                .. new TextTable(
                    ["AGE", "TYPE", "REASON", "MESSAGE"],
                    [
                        .. last.Select(e =>
                            (IReadOnlyList<Cell>)
                                [Age.Since(TimeOf(e), now), e.Type ?? "", OneLine.Of(e.Reason ?? ""), OneLine.Of(e.Message ?? "")]
                        ),
                    ]
                ).Lines(null, colors: false),
            ];
    }

    private static DateTime? TimeOf(Corev1Event e) => e.LastTimestamp ?? e.EventTime ?? e.FirstTimestamp ?? e.Metadata.CreationTimestamp;

    private static IEnumerable<Fact> FactsOf(TaskFacts facts)
    {
        V1Alpha1Task task = facts.Task;
        V1Alpha1TaskStatus? status = task.Status;
        string phase = TaskWords.PhaseOf(task);
        yield return new Fact("Phase", phase, TaskWords.InkOf(phase));
        yield return new Fact("Agent", AgentOf(task));
        yield return new Fact("Created", Age.Since(task.Metadata.CreationTimestamp, facts.Now) + " ago");
        if (task.Metadata.Labels?.TryGetValue(Labels.CronTask, out string? cron) == true)
            yield return new Fact("CronTask", OneLine.Of(cron));
        if (ContextsOf(facts) is { Length: > 0 } contexts)
            yield return new Fact("Contexts", contexts);
        if (status?.PodName is { Length: > 0 } pod)
            yield return new Fact("Pod", pod);
        if (status?.ExitCode is { } exit)
            yield return new Fact("Exit code", exit.ToString(CultureInfo.InvariantCulture));
        if (UsageOf(status) is { Length: > 0 } usage)
            yield return new Fact("Used", usage);
    }

    private static string AgentOf(V1Alpha1Task task) =>
        ResourceNames.AgentOf(task) + (task.Status?.Agent?.Image is { } image ? $" ({OneLine.Of(image)})" : "");

    private static string ContextsOf(TaskFacts facts)
    {
        IEnumerable<ContextMount> mounts = [.. facts.Agent?.Spec.Contexts ?? [], .. facts.Task.Spec.Contexts ?? []];
        return string.Join(", ", mounts.Select(m => OneLine.Of(m.Name + (m.MountPath is { Length: > 0 } path ? $" at {path}" : ""))));
    }

    private static string UsageOf(V1Alpha1TaskStatus? status)
    {
        string?[] parts =
        [
            status?.Usage?.TotalTokens is { } tokens ? TaskWords.Count(tokens, "token") : null,
            status?.Turns is { } turns ? TaskWords.Count(turns, "turn") : null,
            status?.Usage?.CostUsd is { } cost
                ? TaskWords.Dollars(cost) + (status.Usage.CostBasis is { } basis ? $" ({OneLine.Of(basis)})" : "")
                : null,
        ];
        return string.Join(", ", parts.OfType<string>());
    }

    /// <summary>Text of several lines. Each is safe for a terminal.</summary>
    private static string[] Description(string? text) =>
        string.IsNullOrWhiteSpace(text) ? [] : [.. text.TrimEnd().Split('\n').Select(l => OneLine.Of(l.TrimEnd('\r')))];

    private static IReadOnlyList<string> Attempts(TaskFacts facts)
    {
        IReadOnlyList<TaskAttempt> attempts = facts.Task.Status?.Attempts ?? [];
        return attempts.Count == 0
            ? []
            :
            [
                .. new TextTable(
                    ["NUMBER", "JOB", "POD", "TOOK", "EXIT", "END"],
                    [
                        .. attempts.Select(
                            (a, i) =>
                                (IReadOnlyList<Cell>)
                                    [
                                        (i + 1).ToString(CultureInfo.InvariantCulture),
                                        a.JobName,
                                        a.PodName ?? "-",
                                        Took(a),
                                        a.ExitCode?.ToString(CultureInfo.InvariantCulture) ?? "-",
                                        a.Reason ?? (a.CompletionTime is null ? "not yet" : "-"),
                                    ]
                        ),
                    ]
                ).Lines(null, colors: false),
            ];
    }

    private static string Took(TaskAttempt attempt) =>
        attempt is { StartTime: { } start, CompletionTime: { } end } ? Age.Of(end - start) : "-";
}
