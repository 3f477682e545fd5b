using System.CommandLine;
using System.Text.Json.Nodes;
using KubeTask.Cli.Clusters;
using KubeTask.Cli.Invocations;
using KubeTask.Cli.Tasks;
using KubeTask.Cli.Words;
using KubeTask.Core.Api;

namespace KubeTask.Cli.Commands;

/// <summary>Stops Tasks; their logs are kept.</summary>
internal sealed class StopCommand : CliCommand
{
    private readonly Argument<string[]> _names = new Argument<string[]>("NAME")
    {
        Description = "The Tasks",
        Arity = ArgumentArity.OneOrMore,
    }.Of(NameSource.RunningTasks);

    private readonly Option<bool> _wait = new("--wait") { Description = "Wait until the Tasks have ended" };

    public StopCommand()
        : base(
            "stop",
            "Stop Tasks; their logs are kept",
            "A Task that hasn't started ends without starting. The agent of one that runs gets SIGTERM, and its pod "
                + "and log stay. To remove "
                + "a Task with its log: kubectl delete task NAME.",
            ("kubectl kubetask stop update-service-a", "Request the stop, and return at once"),
            ("kubectl kubetask stop update-service-a --wait", "Return when the agent has ended"),
            ("kubectl kubetask list --phase Queued -o name | xargs kubectl kubetask stop", "Empty the queue")
        )
    {
        Add(_names);
        Add(_wait);
        Add(ObjectOutputOption());
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        string[] names = [.. invocation.Get(_names)!.Select(n => ObjectName.Of(n, Kind.Task))];
        foreach (string name in names)
        {
            JsonObject task = await invocation.Cluster.GetAsync(Kind.Task, invocation.Key(name), cancellationToken);
            if (TaskPhase.IsTerminal((string?)task["status"]?["phase"]))
            {
                invocation.PrintDone(task, $"has ended already ({(string?)task["status"]!["phase"]})");
                continue;
            }

            task = await TaskStop.RequestAsync(invocation.Cluster, invocation.Key(name), cancellationToken);
            invocation.PrintDone(
                invocation.Get(_wait) ? await EndAsync(invocation, task, cancellationToken) : task,
                invocation.Get(_wait) ? "stopped" : "is asked to stop"
            );
        }

        return ExitCodes.Ok;
    }

    private static async Task<JsonObject> EndAsync(Invocation invocation, JsonObject task, CancellationToken cancellationToken)
    {
        await using var feed = TaskFeed.Start(invocation.Cluster, task, invocation.Time, cancellationToken);
        invocation.Terminal.Progress($"waiting for the end of {feed.Key.Name} …");
        V1Alpha1Task ended = await feed.UntilAsync(TaskFeed.HasEnded, cancellationToken);
        invocation.Terminal.Note($"{TaskWords.PhaseOf(ended)}: {TaskWords.MessageOf(ended)}", TaskWords.InkOf(TaskWords.PhaseOf(ended)));
        return feed.Raw;
    }
}
