using KubeTask.Cli.Output;
using KubeTask.Cli.Words;
using KubeTask.Core.Api;
using KubeTask.Core.Names;

namespace KubeTask.Cli.Top;

/// <summary>What <c>top</c> shows of the Tasks at a moment. Pure.</summary>
internal static class TopView
{
    private static readonly TimeSpan s_recent = TimeSpan.FromMinutes(10);
    private static readonly string[] s_order = [TaskPhase.Running, TaskPhase.Pending, TaskPhase.Queued];

    /// <summary>The counts, in one line.</summary>
    public static string Summary(IReadOnlyCollection<V1Alpha1Task> tasks)
    {
        var counts = tasks.CountBy(TaskWords.PhaseOf).ToDictionary(StringComparer.Ordinal);
        string phases = string.Join(
            ", ",
            new[] { TaskPhase.Running, TaskPhase.Queued, TaskPhase.Pending, TaskPhase.Completed, TaskPhase.Failed }.Select(p =>
                $"{counts.GetValueOrDefault(p)} {p}"
            )
        );
        long tokens = tasks.Sum(t => t.Status?.Usage?.TotalTokens ?? 0);
        double cost = tasks.Sum(t => t.Status?.Usage?.CostUsd ?? 0);
        return $"{TaskWords.Count(tasks.Count, "Task")}: {phases}"
            + (tokens > 0 ? $"; {TaskWords.Count(tokens, "token")}" : "")
            + (cost > 0 ? $", {TaskWords.Dollars(cost)}" : "");
    }

    /// <summary>The Tasks that are shown: those that haven't ended, and those that ended within the last ten minutes.</summary>
    public static IReadOnlyList<V1Alpha1Task> Shown(IEnumerable<V1Alpha1Task> tasks, DateTimeOffset now) =>
        [
            .. tasks
                .Where(t => !TaskPhase.IsTerminal(TaskWords.PhaseOf(t)) || t.Status?.CompletionTime > now.UtcDateTime - s_recent)
                .OrderBy(t => Array.IndexOf(s_order, TaskWords.PhaseOf(t)) is >= 0 and int place ? place : s_order.Length)
                .ThenBy(t => TaskWords.QueuePositionOf(t) ?? 0)
                .ThenByDescending(t => t.Status?.CompletionTime ?? t.Metadata.CreationTimestamp)
                .ThenBy(t => t.Metadata.Name, StringComparer.Ordinal),
        ];

    public static TextTable Table(IReadOnlyList<V1Alpha1Task> shown, bool namespaces, DateTimeOffset now)
    {
        string[] header =
        [
            .. namespaces ? ["NAMESPACE"] : Array.Empty<string>(),
            "NAME",
            "PHASE",
            "QUEUE",
            "AGENT",
            "TOKENS",
            "COST",
            "AGE",
            "MESSAGE",
        ];
        return new TextTable(header, [.. shown.Select(t => Row(t, namespaces, now))]);
    }

    private static Cell[] Row(V1Alpha1Task task, bool namespaces, DateTimeOffset now)
    {
        string phase = TaskWords.PhaseOf(task);
        return
        [
            .. namespaces ? [task.Metadata.NamespaceProperty] : Array.Empty<Cell>(),
            task.Metadata.Name,
            new Cell(phase, TaskWords.InkOf(phase)),
            TaskWords.QueuePositionOf(task)?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-",
            ResourceNames.AgentOf(task),
            TaskWords.TokensOf(task.Status?.Usage) is { Length: > 0 } tokens ? tokens : "-",
            TaskWords.CostOf(task.Status?.Usage) is { Length: > 0 } cost ? cost : "-",
            Age.Since(task.Metadata.CreationTimestamp, now),
            TaskWords.MessageOf(task),
        ];
    }
}
