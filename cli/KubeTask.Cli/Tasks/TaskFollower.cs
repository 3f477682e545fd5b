using System.Text.Json.Nodes;
using KubeTask.Cli.Clusters;
using KubeTask.Cli.Output;
using KubeTask.Cli.Terminals;
using KubeTask.Cli.Words;
using KubeTask.Core.Api;
using KubeTask.Core.Validation;

namespace KubeTask.Cli.Tasks;

/// <summary>Follows a Task to its end: its phases as notes, its log as output.</summary>
internal sealed class TaskFollower(Cluster cluster, Terminal terminal, TimeProvider time)
{
    /// <returns>The agent's exit code, or <see cref="ExitCodes.NoAgentExit"/>.</returns>
    /// <exception cref="CliException">The Task was deleted, or can't be followed any more.</exception>
    public async Task<int> FollowAsync(JsonObject task, CancellationToken cancellationToken)
    {
        await using var feed = TaskFeed.Start(cluster, task, time, cancellationToken);
        var log = new TaskLog(cluster, terminal, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task phases = ReportPhasesAsync(feed, log, stop.Token);
        try
        {
            await log.FollowAsync(feed, null, null, cancellationToken);
            await feed.UntilAsync(TaskFeed.HasEnded, cancellationToken);
            await phases;
        }
        finally
        {
            await stop.CancelAsync();
            await phases.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return ExitCodeOf(feed.Current);
    }

    /// <summary>How the program ends after a Task that has ended.</summary>
    public static int ExitCodeOf(V1Alpha1Task task) =>
        task.Status switch
        {
            { Phase: TaskPhase.Completed, ExitCode: { } code } => code,
            { Phase: TaskPhase.Failed, ExitCode: { } code and not 0 } => code,
            _ => ExitCodes.NoAgentExit,
        };

    private static async Task ReportPhasesAsync(TaskFeed feed, TaskLog log, CancellationToken cancellationToken)
    {
        string? phase = null;
        string? message = null;
        while (true)
        {
            V1Alpha1Task task = await feed.UntilAsync(
                t => TaskWords.PhaseOf(t) != phase || (!log.HasBegun && TaskWords.MessageOf(t) != message),
                cancellationToken
            );
            phase = TaskWords.PhaseOf(task);
            message = TaskWords.MessageOf(task);
            if (TaskFeed.HasEnded(task))
            {
                // The log's last lines come before the end.
                await log.Ended.WaitAsync(cancellationToken);
                log.Note(End(task), TaskWords.InkOf(phase));
                return;
            }

            log.Note(message.Length == 0 ? phase : $"{phase}: {message}", TaskWords.InkOf(phase));
        }
    }

    private static string End(V1Alpha1Task task)
    {
        V1Alpha1TaskStatus status = task.Status!;
        string took = status is { StartTime: { } start, CompletionTime: { } end } ? $" after {Age.Of(end - start)}" : "";
        string?[] used =
        [
            status.Usage?.TotalTokens is { } tokens ? TaskWords.Count(tokens, "token") : null,
            status.Usage?.CostUsd is { } cost ? TaskWords.Dollars(cost) : null,
        ];
        string usage = string.Join(", ", used.OfType<string>());
        return $"{status.Phase}{took}: {OneLine.Of(status.Message ?? "no message")}{(usage.Length > 0 ? $" ({usage})" : "")}";
    }
}
