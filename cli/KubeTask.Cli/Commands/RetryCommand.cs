using System.CommandLine;
using System.Text.Json.Nodes;
using KubeTask.Cli.Clusters;
using KubeTask.Cli.Invocations;
using KubeTask.Core.Api;
using KubeTask.Core.Tasks;
using KubeTask.Kubernetes.Api;

namespace KubeTask.Cli.Commands;

/// <summary>Creates a Task with the spec of one that has ended.</summary>
internal sealed class RetryCommand : CliCommand
{
    private readonly Argument<string> _name = new Argument<string>("NAME") { Description = "The Task that has ended" }.Of(
        NameSource.EndedTasks
    );
    private readonly WatchOptions _watch = new();

    public RetryCommand()
        : base(
            "retry",
            "Run the work of an ended Task again, as a new Task",
            "The new Task is called NAME-retry-1, or has the next free number. It has the same spec and the same "
                + "labels; the ended Task stays "
                + "as it is.\n\n"
                + WatchOptions.ExitCodeHelp,
            ("kubectl kubetask retry update-service-a", "Create update-service-a-retry-1"),
            ("kubectl kubetask retry update-service-a --watch", "And follow it")
        )
    {
        Add(_name);
        _watch.AddTo(this);
        Add(ObjectOutputOption());
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        _watch.Check(invocation);
        string name = ObjectName.Of(invocation.Get(_name)!, Kind.Task);
        JsonObject task = await invocation.Cluster.GetAsync(Kind.Task, invocation.Key(name), cancellationToken);
        string phase = (string?)task["status"]?["phase"] ?? TaskPhase.Pending;
        if (!TaskPhase.IsTerminal(phase))
        {
            throw new CliException(
                $"Task {name} is {phase}; only a Task that has ended can be retried. Wait for its end, or stop it: "
                    + $"kubectl kubetask stop {name}"
            );
        }

        JsonObject created = await CreateAsync(invocation, task, name, cancellationToken);
        return await _watch.FinishAsync(invocation, created, "created", cancellationToken);
    }

    private static async Task<JsonObject> CreateAsync(
        Invocation invocation,
        JsonObject task,
        string name,
        CancellationToken cancellationToken
    )
    {
        foreach (JsonObject candidate in RetriedTask.Candidates(task))
        {
            try
            {
                return await invocation.Cluster.CreateAsync(Kind.Task.Collection(invocation.Namespace), candidate, cancellationToken);
            }
            catch (ApiException e) when (e.Error.IsAlreadyExists)
            {
                // The name is the lock: the next number is tried.
            }
        }

        throw new CliException($"Task {RetriedTask.OriginOf(name)} has {RetriedTask.Most} retries already; delete some of them");
    }
}
