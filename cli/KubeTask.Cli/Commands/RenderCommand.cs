using System.CommandLine;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeTask.Cli.Clusters;
using KubeTask.Cli.Invocations;
using KubeTask.Cli.Output;
using KubeTask.Cli.Tasks;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Core.Tasks;
using KubeTask.Kubernetes.Api;

namespace KubeTask.Cli.Commands;

/// <summary>Shows the objects with which a Task would start.</summary>
internal sealed class RenderCommand : CliCommand
{
    private const string GeneratedPart = "xxxxx";

    private readonly Argument<string?> _name = new Argument<string?>("NAME")
    {
        Description = "A Task that exists",
        Arity = ArgumentArity.ZeroOrOne,
    }.Of(NameSource.Tasks);

    private readonly Option<string?> _file = new Option<string?>("--filename", "-f")
    {
        Description = "A Task that needn't exist, as YAML or JSON; - is the standard input",
        HelpName = "FILE",
    }.Of(NameSource.Files);

    private readonly Option<string?> _release = ReleaseOption.Create();

    public RenderCommand()
        : base(
            "render",
            "Show the ConfigMaps and the Job that a Task would get, without creating anything",
            "The objects are built by the same code as in the functions, from the Agent and the Contexts as the cluster has them now. If "
                + "something is missing or wrong, the error is what the Task's status would say. A Task from -f is "
                + "checked by the API server "
                + "(a dry run), which sets the defaults.",
            ("kubectl kubetask render -f task.yaml", "What would run, before the Task exists"),
            ("kubectl kubetask render update-service-a -o json", "The objects of a Task that exists"),
            ("kubectl kubetask render -f task.yaml -o name", "Only their names")
        )
    {
        Add(_name);
        Add(_file);
        Add(_release);
        Add(ObjectOutputOption());
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        string? name = invocation.Get(_name);
        string? file = invocation.Get(_file);
        if (name is null == (file is null))
            throw CliException.Usage("write either the NAME of a Task or -f with its manifest");
        JsonObject task = name is not null
            ? await invocation.Cluster.GetAsync(Kind.Task, invocation.Key(ObjectName.Of(name, Kind.Task)), cancellationToken)
            : await DryRunAsync(invocation, TaskDraft.Read(file!, Console.In), cancellationToken);
        string release = await ReleaseNamespace.FindAsync(invocation.Cluster, invocation.Get(_release), cancellationToken);
        var render = new TaskRender(invocation.Cluster, release, invocation.Time);
        PreparedTask objects = await render.PrepareAsync(Cluster.As(task, ApiJson.Default.V1Alpha1Task), cancellationToken);
        foreach (string note in render.Notes)
            invocation.Terminal.Note(note);
        JsonObject[] values =
        [
            .. objects.ConfigMaps.Select(c => (JsonObject)JsonSerializer.SerializeToNode(c, ApiJson.Default.V1ConfigMap)!),
            (JsonObject)JsonSerializer.SerializeToNode(objects.Job, ApiJson.Default.V1Job)!,
        ];
        ObjectPrinter.PrintAll(invocation.Terminal.Out, invocation.Format ?? OutputFormat.Yaml, values, documents: true);
        return ExitCodes.Ok;
    }

    /// <summary>The Task as the API server would store it.</summary>
    private static async Task<JsonObject> DryRunAsync(Invocation invocation, JsonObject draft, CancellationToken cancellationToken)
    {
        JsonObject metadata = TaskDraft.Child(draft, "metadata");
        string ns = (string?)metadata["namespace"] is { Length: > 0 } own ? own : invocation.Namespace;
        if (invocation.NamespaceIsSet && ns != invocation.Namespace)
            throw CliException.Usage($"--namespace is {invocation.Namespace}, but metadata.namespace is {ns}; leave one of them out");
        metadata["namespace"] = ns;
        if (metadata["name"] is null)
            metadata["name"] = ((string?)metadata["generateName"] ?? TaskDraft.GenerateName) + GeneratedPart;
        try
        {
            string collection = $"{Kind.Task.Collection(ns)}?dryRun=All&fieldValidation=Strict";
            return await invocation.Cluster.CreateAsync(collection, draft, cancellationToken);
        }
        catch (ApiException e) when (e.Error.IsAlreadyExists)
        {
            var key = new ObjectKey(ns, (string)metadata["name"]!);
            invocation.Terminal.Note($"Task {key.Name} exists already; this is what the manifest would get under its name.");
            JsonObject existing = await invocation.Cluster.GetAsync(Kind.Task, key, cancellationToken);
            metadata["uid"] = (string?)existing["metadata"]!["uid"];
            return draft;
        }
        catch (ApiException e) when (e.Error.Code == HttpStatusCode.Forbidden)
        {
            invocation.Terminal.Note($"The API server didn't check the Task: {e.Error.Message}");
            return draft;
        }
    }
}
