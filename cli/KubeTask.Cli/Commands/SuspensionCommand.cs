using System.CommandLine;
using System.Text.Json.Nodes;
using KubeTask.Cli.Clusters;
using KubeTask.Cli.Invocations;

namespace KubeTask.Cli.Commands;

/// <summary>Suspends CronTasks, or lets them go on.</summary>
internal abstract class SuspensionCommand : CliCommand
{
    private readonly Argument<string[]> _names = new Argument<string[]>("NAME")
    {
        Description = "The CronTasks",
        Arity = ArgumentArity.OneOrMore,
    }.Of(NameSource.CronTasks);

    private readonly bool _suspend;
    private readonly string _done;

    protected SuspensionCommand(string name, bool suspend, string done, string summary, string details, (string Line, string What) example)
        : base(name, summary, details, example)
    {
        (_suspend, _done) = (suspend, done);
        Add(_names);
        Add(ObjectOutputOption());
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        string[] names = [.. invocation.Get(_names)!.Select(n => ObjectName.Of(n, Kind.CronTask))];
        foreach (string name in names)
        {
            JsonObject found = await invocation.Cluster.GetAsync(Kind.CronTask, invocation.Key(name), cancellationToken);
            bool already = ((bool?)found["spec"]?["suspend"] ?? false) == _suspend;
            JsonObject written = already
                ? found
                : await invocation.Cluster.PatchAsync(
                    Kind.CronTask.Path(invocation.Key(name)),
                    new JsonObject { ["spec"] = new JsonObject { ["suspend"] = _suspend } },
                    cancellationToken
                );
            invocation.PrintDone(written, already ? $"is {_done} already" : _done);
        }

        return ExitCodes.Ok;
    }
}

/// <summary>Suspends CronTasks.</summary>
internal sealed class SuspendCommand()
    : SuspensionCommand(
        "suspend",
        suspend: true,
        "suspended",
        "Let CronTasks create no Tasks until they are resumed",
        "Due times that pass meanwhile never get a Task. Tasks that run go on.",
        ("kubectl kubetask suspend nightly-update", "No more Tasks for now")
    );

/// <summary>Lets suspended CronTasks go on.</summary>
internal sealed class ResumeCommand()
    : SuspensionCommand(
        "resume",
        suspend: false,
        "resumed",
        "Let suspended CronTasks create Tasks again",
        "Only due times from now on count.",
        ("kubectl kubetask resume nightly-update", "Go on with the next due time")
    );
