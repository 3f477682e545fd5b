using System.CommandLine;
using System.Text.Json.Nodes;
using KubeTask.Cli.Clusters;
using KubeTask.Cli.Invocations;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Core.Names;

namespace KubeTask.Cli.Commands;

/// <summary>Lets a CronTask create a Task now.</summary>
internal sealed class TriggerCommand : CliCommand
{
    private static readonly TimeSpan s_createdWithin = TimeSpan.FromSeconds(60);
    private readonly Argument<string> _name = new Argument<string>("NAME") { Description = "The CronTask" }.Of(NameSource.CronTasks);
    private readonly WatchOptions _watch = new();

    public TriggerCommand()
        : base(
            "trigger",
            "Let a CronTask create a Task now",
            "This works while the CronTask is suspended, too. The CronTask's concurrencyPolicy applies: with Forbid there is no Task while "
                + "another one is active. The command waits until the Task exists, and prints its name.\n\n"
                + WatchOptions.ExitCodeHelp,
            ("kubectl kubetask trigger nightly-update", "Create a Task now"),
            ("kubectl kubetask trigger nightly-update --watch", "And follow it")
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
        string name = ObjectName.Of(invocation.Get(_name)!, Kind.CronTask);
        ObjectKey key = invocation.Key(name);
        await invocation.Cluster.GetAsync(Kind.CronTask, key, cancellationToken);
        // Each value has one Task.
        string value = $"{invocation.Time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss.fff'Z'}-{Guid.NewGuid().ToString("N")[..5]}";
        JsonObject cron = await invocation.Cluster.PatchAsync(
            Kind.CronTask.Path(key),
            new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [Annotations.Trigger] = value } } },
            cancellationToken
        );
        invocation.Terminal.Progress($"waiting for CronTask {name} to create its Task …");
        JsonObject task = await CreatedAsync(invocation, key, cron, value, cancellationToken);
        return await _watch.FinishAsync(invocation, task, $"created by crontask/{name}", cancellationToken);
    }

    private static async Task<JsonObject> CreatedAsync(
        Invocation invocation,
        ObjectKey key,
        JsonObject cron,
        string value,
        CancellationToken cancellationToken
    )
    {
        using var patience = new CancellationTokenSource(s_createdWithin, invocation.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        string uid = (string)cron["metadata"]!["uid"]!;
        string selector = Uri.EscapeDataString($"metadata.name={key.Name}");
        var watch = new ObjectWatch(
            invocation.Cluster,
            $"{Kind.CronTask.Collection(key.Namespace)}?fieldSelector={selector}",
            invocation.Time
        );
        try
        {
            await foreach (IReadOnlyDictionary<string, JsonObject> states in watch.StatesAsync(either.Token))
            {
                if (!states.TryGetValue(uid, out JsonObject? state))
                    throw new CliException($"CronTask {key.Name} was deleted");
                if ((string?)state["status"]?["lastTrigger"] == value)
                    return await FindAsync(invocation, key, cron, state, value, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // What is said below.
        }

        throw new CliException(
            $"CronTask {key.Name} is triggered, but has created no Task within {s_createdWithin.TotalSeconds:F0}s; "
                + $"\"kubectl kubetask describe crontask/{key.Name}\" and \"kubectl kubetask doctor\" say why"
        );
    }

    private static async Task<JsonObject> FindAsync(
        Invocation invocation,
        ObjectKey key,
        JsonObject before,
        JsonObject cron,
        string value,
        CancellationToken cancellationToken
    )
    {
        string task = ResourceNames.TriggeredTask(key.Name, value);
        string? reason = MissedCount(cron) > MissedCount(before) ? (string?)cron["status"]!["missed"]!["reason"] : null;
        return await invocation.Cluster.FindAsync(Kind.Task.Path(key with { Name = task }), cancellationToken)
            ?? throw new CliException(
                $"CronTask {key.Name} was triggered and created no Task{(reason is null ? "" : $" ({reason})")}; "
                    + $"\"kubectl kubetask describe crontask/{key.Name}\" says why"
            );
    }

    private static long MissedCount(JsonObject cron) => (long?)cron["status"]?["missed"]?["count"] ?? 0;
}
