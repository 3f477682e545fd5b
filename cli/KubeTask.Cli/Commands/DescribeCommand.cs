using System.CommandLine;
using System.Text.Json.Nodes;
using k8s.Models;
using KubeTask.Cli.Clusters;
using KubeTask.Cli.Invocations;
using KubeTask.Cli.Output;
using KubeTask.Cli.Words;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Core.Names;

namespace KubeTask.Cli.Commands;

/// <summary>Says in words what an object does and waits for.</summary>
internal sealed class DescribeCommand : CliCommand
{
    private readonly Argument<string> _name = new Argument<string>("NAME")
    {
        Description = "A Task, or another object as crontask/NAME or agent/NAME",
    }.Of(NameSource.Tasks);

    public DescribeCommand()
        : base(
            "describe",
            "Say in words what a Task does, what it waits for, and what waits for it",
            null,
            ("kubectl kubetask describe update-service-a", "Why a Task waits, or how it ended"),
            ("kubectl kubetask describe agent/default", "Who holds the slots of an Agent, and who waits for one"),
            ("kubectl kubetask describe crontask/nightly-update", "When a CronTask is due, and what it missed")
        )
    {
        Add(_name);
        Add(ObjectOutputOption());
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        (Kind kind, string name) = ObjectName.Parse(invocation.Get(_name)!, Kind.Task);
        if (kind != Kind.Task && kind != Kind.Agent && kind != Kind.CronTask)
            throw CliException.Usage($"NAME: a {kind.Name} can't be described; use kubectl describe {kind.Singular} {name}");
        ObjectKey key = invocation.Key(name);
        JsonObject found = await invocation.Cluster.GetAsync(kind, key, cancellationToken);
        if (invocation.Format is { } format)
        {
            ObjectPrinter.Print(invocation.Terminal.Out, format, found);
            return ExitCodes.Ok;
        }

        var surroundings = new Surroundings(invocation.Cluster, key.Namespace);
        DateTimeOffset now = invocation.Time.GetUtcNow();
        Story story =
            kind == Kind.Task ? await TellTaskAsync(surroundings, found, now, cancellationToken)
            : kind == Kind.Agent ? await TellAgentAsync(surroundings, found, now, cancellationToken)
            : CronTaskStory.Tell(
                Cluster.As(found, ApiJson.Default.V1Alpha1CronTask),
                await surroundings.EventsAsync(Kind.CronTask, found, cancellationToken),
                now
            );
        StoryPrinter.Print(invocation.Terminal, story);
        return ExitCodes.Ok;
    }

    private static async Task<Story> TellTaskAsync(
        Surroundings surroundings,
        JsonObject found,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        V1Alpha1Task task = Cluster.As(found, ApiJson.Default.V1Alpha1Task);
        Task<V1Alpha1Agent?> agent = surroundings.AgentAsync(ResourceNames.AgentOf(task), cancellationToken);
        Task<IReadOnlyList<V1Alpha1Task>> others = surroundings.TasksAsync(cancellationToken);
        Task<IReadOnlyList<Corev1Event>> events = surroundings.EventsAsync(Kind.Task, found, cancellationToken);
        await Task.WhenAll(agent, others, events);
        return TaskStory.Tell(
            new TaskFacts(task, now)
            {
                Agent = await agent,
                Others = await others,
                Events = await events,
                Unread = surroundings.Unread,
            }
        );
    }

    private static async Task<Story> TellAgentAsync(
        Surroundings surroundings,
        JsonObject found,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) =>
        AgentStory.Tell(
            Cluster.As(found, ApiJson.Default.V1Alpha1Agent),
            await surroundings.TasksAsync(cancellationToken),
            surroundings.Unread,
            now
        );
}
