using System.Text.Json.Nodes;
using KubeTask.Core.Api;
using KubeTask.Hosting;

namespace KubeTask.Functions.TaskApi;

/// <summary>Makes the Task to create from what the caller sent. Pure.</summary>
internal static class TaskSubmission
{
    /// <summary>How a generated name begins unless the caller sets generateName.</summary>
    public const string DefaultGenerateName = "task-";

    /// <summary>A document with any of these fields is a whole Task.</summary>
    private static readonly string[] s_fieldsOfWhole = ["apiVersion", "kind", "metadata", "spec"];

    /// <summary>The short form says what to do. An Agent may know that by itself, but then it is asked for in full.</summary>
    private const string NoWork =
        "is missing, and so are contexts; write what the agent is to do, such as \"description\": \"Update the dependencies\", or name "
        + "contexts. For an Agent whose own Contexts say it all, send a whole Task: "
        + "apiVersion, kind, metadata and spec, such as \"spec\": {\"agentRef\": \"nightly\"}";

    /// <param name="ns">The namespace that the URL names.</param>
    public static (JsonObject? Task, HttpProblem? Problem) Read(JsonObject document, string ns)
    {
        if (!s_fieldsOfWhole.Any(document.ContainsKey))
            return ReadShortForm(document, ns);
        // Only KubeTask writes the status; the API server drops it from a create too.
        document.Remove("status");
        List<FieldProblem> problems = FieldCheck.Check(document, ApiJson.Default.V1Alpha1Task);
        if (problems.Count == 0)
            problems.AddRange(CheckIdentity(document, ns));
        if (problems.Count > 0)
            return (null, HttpProblem.Invalid(problems));
        JsonObject metadata = Metadata(document);
        metadata["namespace"] = ns;
        return (document, null);
    }

    /// <summary>The Task's metadata, added if it is missing.</summary>
    public static JsonObject Metadata(JsonObject task) => Child(task, "metadata");

    /// <summary>The member of an object that is an object itself, added if it is missing.</summary>
    public static JsonObject Child(JsonObject parent, string name)
    {
        if (parent[name] is JsonObject existing)
            return existing;
        var added = new JsonObject();
        parent[name] = added;
        return added;
    }

    private static (JsonObject? Task, HttpProblem? Problem) ReadShortForm(JsonObject document, string ns)
    {
        List<FieldProblem> problems = FieldCheck.Check(document, SubmissionJson.Default.TaskRequest);
        if (problems.Count == 0 && !HasWork(document))
            problems.Add(new FieldProblem("description", NoWork));
        if (problems.Count > 0)
            return (null, HttpProblem.Invalid(problems));
        var metadata = new JsonObject { ["namespace"] = ns };
        var spec = new JsonObject();
        foreach (string name in (string[])["name", "generateName", "labels"])
            Move(document, metadata, name);
        foreach (string name in (string[])["description", "agentRef", "contexts"])
            Move(document, spec, name);
        if (metadata["name"] is null && metadata["generateName"] is null)
            metadata["generateName"] = DefaultGenerateName;
        return (
            new JsonObject
            {
                ["apiVersion"] = KubeTaskApi.GroupVersion,
                ["kind"] = "Task",
                ["metadata"] = metadata,
                ["spec"] = spec,
            },
            null
        );
    }

    private static bool HasWork(JsonObject document) =>
        document["contexts"] is JsonArray { Count: > 0 } || !string.IsNullOrWhiteSpace((string?)document["description"]);

    private static void Move(JsonObject from, JsonObject to, string name)
    {
        if (from[name] is not { } value)
            return;
        from.Remove(name);
        to[name] = value;
    }

    private static IEnumerable<FieldProblem> CheckIdentity(JsonObject document, string ns)
    {
        if ((string?)document["apiVersion"] != KubeTaskApi.GroupVersion)
            yield return new FieldProblem("apiVersion", $"must be {KubeTaskApi.GroupVersion}");
        if ((string?)document["kind"] != "Task")
            yield return new FieldProblem("kind", "must be Task");
        if (document["metadata"]?["namespace"] is { } other && (string?)other != ns)
            yield return new FieldProblem("metadata.namespace", $"must be {ns}, as in the URL, or be left out");
    }
}
