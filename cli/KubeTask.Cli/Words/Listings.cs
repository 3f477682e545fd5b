using System.Text.Json.Nodes;
using KubeTask.Cli.Clusters;
using KubeTask.Cli.Output;
using KubeTask.Cli.Terminals;
using KubeTask.Core.Api;
using KubeTask.Core.Names;
using KubeTask.Core.Outcomes;
using KubeTask.Core.Validation;

namespace KubeTask.Cli.Words;

/// <summary>What the lists of each kind show.</summary>
internal static class Listings
{
    private const string None = "-";

    public static IListing Tasks { get; } =
        new Listing<V1Alpha1Task>(
            v => Cluster.As(v, ApiJson.Default.V1Alpha1Task),
            now =>
                [
                    new("PHASE", t => new Cell(TaskWords.PhaseOf(t), TaskWords.InkOf(TaskWords.PhaseOf(t)))),
                    new("QUEUE", t => TaskWords.QueuePositionOf(t)?.ToString() ?? None),
                    new("AGENT", AgentOf),
                    new("TOKENS", t => Or(TaskWords.TokensOf(t.Status?.Usage))),
                    new("COST", t => Or(TaskWords.CostOf(t.Status?.Usage))),
                    new("AGE", t => Age.Since(t.Metadata.CreationTimestamp, now)),
                    new("EXIT", t => t.Status?.ExitCode?.ToString() ?? None, Wide: true),
                    new("JOB", t => Or(t.Status?.JobName), Wide: true),
                    new("POD", t => Or(t.Status?.PodName), Wide: true),
                    new("MESSAGE", t => TaskWords.MessageOf(t)),
                ]
        );

    private static IListing CronTasks { get; } =
        new Listing<V1Alpha1CronTask>(
            v => Cluster.As(v, ApiJson.Default.V1Alpha1CronTask),
            now =>
                [
                    new("SCHEDULE", t => OneLine.Of(t.Spec.Schedule)),
                    new("TIMEZONE", t => OneLine.Of(t.Spec.TimeZone ?? "UTC")),
                    new("SUSPEND", t => t.Spec.Suspend == true ? new Cell("true", Ink.Waiting) : "false"),
                    new("READY", t => Or(Conditions.Find(t.Status?.Conditions, ConditionType.Ready)?.Status)),
                    new("ACTIVE", t => (t.Status?.Active?.Count ?? 0).ToString()),
                    new("MISSED", t => (t.Status?.Missed?.Count ?? 0).ToString(), Wide: true),
                    new("LAST", t => t.Status?.LastScheduleTime is { } last ? Age.Since(last, now) + " ago" : None),
                    new("NEXT", t =>
                        t.Status?.NextScheduleTime is { } next ? $"in {Age.Of(next.ToUniversalTime() - now.UtcDateTime)}" : None
                    ),
                    new("AGE", t => Age.Since(t.Metadata.CreationTimestamp, now)),
                ]
        );

    private static IListing Agents { get; } =
        new Listing<V1Alpha1Agent>(
            v => Cluster.As(v, ApiJson.Default.V1Alpha1Agent),
            now =>
                [
                    new("RUNNING", a => a.Status?.Running?.ToString() ?? None),
                    new("QUEUED", a => a.Status?.Queued?.ToString() ?? None),
                    new("MAX", a => a.Spec.MaxConcurrentTasks is > 0 and { } max ? max.ToString() : None),
                    new("SERVICEACCOUNT", a => OneLine.Of(a.Spec.ServiceAccountName), Wide: true),
                    new("AGE", a => Age.Since(a.Metadata.CreationTimestamp, now)),
                    new("IMAGE", a => OneLine.Of(a.Spec.AgentImage ?? "(that of the KubeTaskConfig)")),
                ]
        );

    private static IListing Contexts { get; } =
        new Listing<V1Alpha1Context>(
            v => Cluster.As(v, ApiJson.Default.V1Alpha1Context),
            now => [new("TYPE", c => Or(c.Spec.Type)), new("AGE", c => Age.Since(c.Metadata.CreationTimestamp, now))]
        );

    private static IListing Others { get; } =
        new Listing<JsonObject>(v => v, now => [new("AGE", v => Age.Since((DateTime?)v["metadata"]?["creationTimestamp"], now))]);

    public static IListing Of(Kind kind) =>
        kind == Kind.Task ? Tasks
        : kind == Kind.CronTask ? CronTasks
        : kind == Kind.Agent ? Agents
        : kind == Kind.Context ? Contexts
        : Others;

    private static Cell AgentOf(V1Alpha1Task task) => ResourceNames.AgentOf(task);

    private static Cell Or(string? text) => string.IsNullOrEmpty(text) ? None : text;
}
