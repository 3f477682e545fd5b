using System.CommandLine;
using System.Text.Json.Nodes;
using KubeTask.Cli.Tasks;

namespace KubeTask.Cli.Invocations;

/// <summary>The argument and the options that say what a new Task is.</summary>
internal sealed class DraftOptions
{
    private const string NothingToDo =
        "there is nothing to do; write a description, such as kubectl kubetask run \"Update the README\", or -f with a manifest";

    private readonly Argument<string?> _description = new("DESCRIPTION")
    {
        Description = "What the agent is to do; - reads it from the standard input",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _file = new Option<string?>("--filename", "-f")
    {
        Description = "A Task as YAML or JSON, whole or in the short form of Tasks over HTTP; - is the standard input",
        HelpName = "FILE",
    }.Of(NameSource.Files);

    private readonly Option<string?> _agent = new Option<string?>("--agent")
    {
        Description = "The Agent that runs it; \"default\" unless set",
        HelpName = "NAME",
    }.Of(NameSource.Agents);

    private readonly Option<string[]> _contexts = new Option<string[]>("--context")
    {
        Description = "A Context for the agent, with the path of its file if it isn't to be part of task.md; may be repeated",
        HelpName = "[NAMESPACE/]NAME[=PATH]",
    }.Of(NameSource.Contexts);

    private readonly Option<string?> _name = new("--name") { Description = "The Task's name; generated unless set", HelpName = "NAME" };

    private readonly Option<string[]> _labels = new("--label", "-l")
    {
        Description = "A label of the Task; may be repeated",
        HelpName = "KEY=VALUE",
    };

    public void AddTo(Command command)
    {
        command.Add(_description);
        foreach (Option option in (Option[])[_file, _agent, _contexts, _name, _labels])
            command.Add(option);
    }

    /// <summary>The Task, as it is to be created in its namespace.</summary>
    /// <exception cref="CliException">It isn't complete, or the options contradict each other.</exception>
    public async Task<JsonObject> ReadAsync(Invocation invocation, bool namespaceIsSet, CancellationToken cancellationToken)
    {
        string? file = invocation.Get(_file);
        string? description = invocation.Get(_description);
        if (file is not null && description is not null)
            throw CliException.Usage("DESCRIPTION and -f: the manifest has the description; leave one of them out");
        if (file is null && description is null && (invocation.Get(_contexts) ?? []).Length == 0)
            throw CliException.Usage(NothingToDo);
        JsonObject task = file is null ? TaskDraft.Empty() : TaskDraft.Read(file, Console.In);
        JsonObject metadata = TaskDraft.Child(task, "metadata");
        JsonObject spec = TaskDraft.Child(task, "spec");
        if (description is not null)
            spec["description"] = description == "-" ? await Console.In.ReadToEndAsync(cancellationToken) : description;
        if (invocation.Get(_agent) is { } agent)
            spec["agentRef"] = agent;
        AddContexts(spec, invocation.Get(_contexts) ?? []);
        AddLabels(metadata, invocation.Get(_labels) ?? []);
        if (invocation.Get(_name) is { } name)
        {
            metadata["name"] = name;
            metadata.Remove("generateName");
        }
        else if (metadata["name"] is null && metadata["generateName"] is null)
        {
            metadata["generateName"] = TaskDraft.GenerateName;
        }

        SetNamespace(metadata, invocation.Namespace, namespaceIsSet);
        return task;
    }

    private static void SetNamespace(JsonObject metadata, string ns, bool isSet)
    {
        string? own = (string?)metadata["namespace"];
        if (isSet && own is { Length: > 0 } && own != ns)
            throw CliException.Usage($"--namespace is {ns}, but the manifest's metadata.namespace is {own}; leave one of them out");
        if (string.IsNullOrEmpty(own))
            metadata["namespace"] = ns;
    }

    private static void AddContexts(JsonObject spec, string[] contexts)
    {
        if (contexts.Length == 0)
            return;
        if (spec["contexts"] is not JsonArray list)
            spec["contexts"] = list = [];
        foreach (string context in contexts)
        {
            int equals = context.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? context : context[..equals];
            string[] parts = name.Split('/');
            if (parts.Length > 2 || parts.Any(p => p.Length == 0) || equals == context.Length - 1)
            {
                throw CliException.Usage(
                    $"--context: \"{context}\" is not a Context; write NAME, NAMESPACE/NAME or NAME=PATH, such as guide=/workspace/guide.md"
                );
            }

            var mount = new JsonObject { ["name"] = parts[^1] };
            if (parts.Length == 2)
                mount["namespace"] = parts[0];
            if (equals >= 0)
                mount["mountPath"] = context[(equals + 1)..];
            list.Add((JsonNode)mount);
        }
    }

    private static void AddLabels(JsonObject metadata, string[] labels)
    {
        foreach (string label in labels)
        {
            int equals = label.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                throw CliException.Usage($"--label: \"{label}\" is not a label; write KEY=VALUE, such as team=platform");
            TaskDraft.Child(metadata, "labels")[label[..equals]] = label[(equals + 1)..];
        }
    }
}
