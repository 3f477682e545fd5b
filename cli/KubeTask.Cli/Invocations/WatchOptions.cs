using System.CommandLine;
using System.Text.Json.Nodes;
using KubeTask.Cli.Output;
using KubeTask.Cli.Tasks;
using KubeTask.Cli.Terminals;
using KubeTask.Core;

namespace KubeTask.Cli.Invocations;

/// <summary>The options that let a command follow the Task that it has created.</summary>
internal sealed class WatchOptions
{
    /// <summary>What <c>--help</c> says of the exit code.</summary>
    public static string ExitCodeHelp { get; } =
        "With --watch the phases go to the standard error and the agent's log to the standard output, and the exit code is the agent's. It "
        + $"is {ExitCodes.NoAgentExit} if the Task ended and no agent's exit code says how: the agent never started, "
        + "was stopped, or ran out "
        + $"of time. Ctrl-C ends the command with {ExitCodes.Interrupted} and leaves the Task running.";

    private static readonly TimeSpan s_stopWithin = TimeSpan.FromSeconds(10);

    private readonly Option<bool> _watch = new("--watch", "-w")
    {
        Description = "Follow the Task to its end; exit with the agent's exit code",
    };

    private readonly Option<bool> _stop = new("--stop-on-interrupt") { Description = "With --watch: Ctrl-C stops the Task, too" };

    public void AddTo(Command command)
    {
        command.Add(_watch);
        command.Add(_stop);
    }

    /// <summary>Says that a Task was created, and follows it if that is asked for.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> FinishAsync(Invocation invocation, JsonObject task, string done, CancellationToken cancellationToken)
    {
        if (!invocation.Get(_watch))
        {
            invocation.PrintDone(task, done);
            return ExitCodes.Ok;
        }

        // The output is the log.
        invocation.Terminal.Note($"{ObjectPrinter.NameOf(task)} {done}", Ink.Bold);
        try
        {
            return await new TaskFollower(invocation.Cluster, invocation.Terminal, invocation.Time).FollowAsync(task, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await InterruptAsync(invocation, task);
            return ExitCodes.Interrupted;
        }
    }

    /// <summary>Says before anything is created what can't be.</summary>
    public void Check(Invocation invocation)
    {
        if (invocation.Get(_watch) && invocation.Format is not null)
            throw CliException.Usage("--watch and --output: with --watch the output is the agent's log; leave one of them out");
        if (!invocation.Get(_watch) && invocation.Get(_stop))
            throw CliException.Usage("--stop-on-interrupt needs --watch; add it, or leave this out");
    }

    private async Task InterruptAsync(Invocation invocation, JsonObject task)
    {
        string name = (string)task["metadata"]!["name"]!;
        string ns = (string)task["metadata"]!["namespace"]!;
        if (!invocation.Get(_stop))
        {
            invocation.Terminal.Note(
                $"\nTask {name} goes on. To follow it: kubectl kubetask logs -n {ns} -f {name}; to stop it: kubectl "
                    + $"kubetask stop -n {ns} {name}",
                Ink.Bold
            );
            return;
        }

        using var patience = new CancellationTokenSource(s_stopWithin, invocation.Time);
        await TaskStop.RequestAsync(invocation.Cluster, new ObjectKey(ns, name), patience.Token);
        invocation.Terminal.Note($"\nTask {name} is asked to stop; its log is kept: kubectl kubetask logs -n {ns} {name}", Ink.Bold);
    }
}
