using System.Text.Json.Nodes;
using KubeTask.Cli.Clusters;
using KubeTask.Cli.Invocations;

namespace KubeTask.Cli.Commands;

/// <summary>Creates a Task, and follows it if asked.</summary>
internal sealed class RunCommand : CliCommand
{
    private readonly DraftOptions _draft = new();
    private readonly WatchOptions _watch = new();

    public RunCommand()
        : base(
            "run",
            "Create a Task, and follow it to its end if you like",
            WatchOptions.ExitCodeHelp
                + "\n\nHere --context names a Context of KubeTask, which the agent gets to know. The context of the kubeconfig, which is "
                + "--context for kubectl, is --kube-context in every command.",
            ("kubectl kubetask run \"Update the dependencies, and run the tests\" --watch", "Create a Task, and follow it"),
            ("kubectl kubetask run \"Review the API\" --agent reviewer --context standards --context guide=docs/guide.md", "With Contexts"),
            ("kubectl kubetask run -f task.yaml --name update-2", "From a manifest, under another name"),
            ("git diff | kubectl kubetask run - --agent reviewer --watch > review.txt", "The description from a pipe, the log into a file")
        )
    {
        _draft.AddTo(this);
        _watch.AddTo(this);
        Add(ObjectOutputOption());
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        _watch.Check(invocation);
        JsonObject draft = await _draft.ReadAsync(invocation, invocation.NamespaceIsSet, cancellationToken);
        string ns = (string)draft["metadata"]!["namespace"]!;
        // An unknown field is refused, not dropped.
        string collection = $"{Kind.Task.Collection(ns)}?fieldValidation=Strict";
        JsonObject created = await invocation.Cluster.CreateAsync(collection, draft, cancellationToken);
        return await _watch.FinishAsync(invocation, created, "created", cancellationToken);
    }
}
