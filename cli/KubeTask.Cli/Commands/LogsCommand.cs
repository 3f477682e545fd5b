using System.CommandLine;
using System.Text.Json.Nodes;
using KubeTask.Cli.Clusters;
using KubeTask.Cli.Invocations;
using KubeTask.Cli.Tasks;
using KubeTask.Core.Api;

namespace KubeTask.Cli.Commands;

/// <summary>Shows the log of a Task's agent.</summary>
internal sealed class LogsCommand : CliCommand
{
    private readonly Argument<string> _name = new Argument<string>("NAME") { Description = "The Task" }.Of(NameSource.Tasks);

    private readonly Option<bool> _follow = new("--follow", "-f")
    {
        Description = "Wait for the agent, and go on until the Task has ended, through all of its attempts",
    };

    private readonly Option<int?> _attempt = NumberOption.Create("--attempt", 1, "Only the attempt with this number");

    private readonly Option<int?> _tail = NumberOption.Create(
        "--tail",
        0,
        "Only so many of the last lines; with -f this cuts the first log"
    );

    public LogsCommand()
        : base(
            "logs",
            "Show the log of a Task's agent, through all attempts",
            "The logs of all attempts follow one another, oldest first. Notes between them, such as \"--- attempt 2: "
                + "pod x ---\", go to the "
                + "standard error, so a pipe gets exactly what the agent wrote.",
            ("kubectl kubetask logs update-service-a", "What the agent has written so far"),
            ("kubectl kubetask logs -f update-service-a", "From before the agent starts until the Task ends"),
            ("kubectl kubetask logs update-service-a --attempt 1 --tail 20", "The last lines of the first attempt")
        )
    {
        Add(_name);
        Add(_follow);
        Add(_attempt);
        Add(_tail);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        string name = ObjectName.Of(invocation.Get(_name)!, Kind.Task);
        JsonObject found = await invocation.Cluster.GetAsync(Kind.Task, invocation.Key(name), cancellationToken);
        var log = new TaskLog(invocation.Cluster, invocation.Terminal, invocation.Time);
        int? attempt = invocation.Get(_attempt);
        int? tail = invocation.Get(_tail);
        V1Alpha1Task task = Cluster.As(found, ApiJson.Default.V1Alpha1Task);
        if (!invocation.Get(_follow))
        {
            await log.CopyAsync(task, attempt, tail, cancellationToken);
            return ExitCodes.Ok;
        }

        await using var feed = TaskFeed.Start(invocation.Cluster, found, invocation.Time, cancellationToken);
        return await log.FollowAsync(feed, attempt, tail, cancellationToken)
            ? ExitCodes.Ok
            : throw new CliException(TaskLog.NoLog(feed.Current, attempt, following: true));
    }
}
