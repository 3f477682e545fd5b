using System.Globalization;
using KubeTask.Cli.Output;
using KubeTask.Core.Api;
using KubeTask.Core.Names;
using KubeTask.Core.Slots;
using KubeTask.Core.Validation;

namespace KubeTask.Cli.Words;

/// <summary>Describes an Agent. Pure.</summary>
internal static class AgentStory
{
    private const int MostDays = 7;

    /// <param name="agent">The Agent.</param>
    /// <param name="tasks">The Tasks of its namespace.</param>
    /// <param name="unread">What couldn't be read.</param>
    /// <param name="now">The time.</param>
    public static Story Tell(V1Alpha1Agent agent, IReadOnlyList<V1Alpha1Task> tasks, IReadOnlyList<string> unread, DateTimeOffset now)
    {
        string name = agent.Metadata.Name;
        V1Alpha1Task[] its = [.. tasks.Where(t => ResourceNames.AgentOf(t) == name).OrderBy(t => t.Metadata.CreationTimestamp)];
        V1Alpha1Task[] running = [.. its.Where(t => TaskWords.PhaseOf(t) == TaskPhase.Running)];
        V1Alpha1Task[] queued = [.. its.Where(t => TaskWords.PhaseOf(t) == TaskPhase.Queued)];
        return new Story(
            $"Agent {agent.Metadata.NamespaceProperty}/{name}",
            [
                new Fact("Image", OneLine.Of(agent.Spec.AgentImage ?? "that of the KubeTaskConfig")),
                new Fact("ServiceAccount", OneLine.Of(agent.Spec.ServiceAccountName)),
                new Fact("Created", Age.Since(agent.Metadata.CreationTimestamp, now) + " ago"),
            ],
            [Limits(agent.Spec), Now(agent, running.Length, queued.Length, now), .. unread],
            [
                new Section("Running", [.. running.Select(t => $"{t.Metadata.Name} (for {Age.Since(t.Status?.StartTime, now)})")]),
                new Section("Queued, first in first out", [.. queued.Select((t, i) => Line(i + 1, t, now))]),
                new Section("Used, by day (UTC)", Days(agent.Status?.UsagePerDay)),
            ]
        );
    }

    private static string Line(int position, V1Alpha1Task task, DateTimeOffset now) =>
        $"{position.ToString(CultureInfo.InvariantCulture)}. {task.Metadata.Name} (for {Age.Since(task.Metadata.CreationTimestamp, now)})";

    private static string Limits(V1Alpha1AgentSpec spec)
    {
        string?[] limits =
        [
            spec.MaxConcurrentTasks is > 0 and { } max ? $"runs at most {TaskWords.Count(max, "Task")} at once" : null,
            spec.Quota is { } quota ? $"starts at most {TaskWords.Count(quota.MaxTaskStarts, "Task")} within {quota.WindowSeconds}s" : null,
        ];
        string said = string.Join(" and ", limits.OfType<string>());
        return said.Length == 0 ? "It has no limit: every Task starts at once." : $"It {said}.";
    }

    private static string Now(V1Alpha1Agent agent, int running, int queued, DateTimeOffset now)
    {
        string counts =
            $"{TaskWords.Count(running, "Task")} {(running == 1 ? "runs" : "run")}, {queued} {(queued == 1 ? "is" : "are")} queued";
        if (!AgentLedger.IsLimited(agent.Spec))
            return counts + ".";
        if (!AgentLedger.IsObserved(agent))
            return $"{counts}. Its limits are new; the Tasks that run already are being counted.";
        int room = AgentLedger.Room(agent.Spec, agent.Status!, now);
        return room > 0 ? $"{counts}; {TaskWords.Count(room, "more Task")} may start now." : $"{counts}; none may start now.";
    }

    private static IReadOnlyList<string> Days(IReadOnlyList<DayUsage>? days) =>
        days is null or { Count: 0 }
            ? []
            :
            [
                .. new TextTable(
                    ["DAY", "TOKENS", "COST"],
                    [
                        .. days.TakeLast(MostDays)
                            .Select(d =>
                                (IReadOnlyList<Cell>)
                                    [
                                        OneLine.Of(d.Date),
                                        d.TotalTokens is { } tokens ? TaskWords.Number(tokens) : "-",
                                        d.CostUsd is { } cost ? TaskWords.Dollars(cost) : "-",
                                    ]
                            ),
                    ]
                ).Lines(null, colors: false),
            ];
}
