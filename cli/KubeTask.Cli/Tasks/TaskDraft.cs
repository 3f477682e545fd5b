using System.Text.Json;
using System.Text.Json.Nodes;
using Kubernetes.Yaml;
using KubeTask.Core.Api;

namespace KubeTask.Cli.Tasks;

/// <summary>A Task that is to be created: from a manifest, from options, or from both.</summary>
internal static class TaskDraft
{
    /// <summary>How a generated name begins, as over HTTP.</summary>
    public const string GenerateName = "task-";

    private static readonly string[] s_fieldsOfWhole = ["apiVersion", "kind", "metadata", "spec"];
    private static readonly string[] s_metadataOfShort = ["name", "generateName", "labels"];
    private static readonly string[] s_specOfShort = ["description", "agentRef", "contexts"];

    /// <summary>A Task without anything in it.</summary>
    public static JsonObject Empty() =>
        new()
        {
            ["apiVersion"] = KubeTaskApi.GroupVersion,
            ["kind"] = "Task",
            ["metadata"] = new JsonObject(),
            ["spec"] = new JsonObject(),
        };

    /// <summary>Reads a manifest: a whole Task, or the short form that Tasks over HTTP have, as YAML or JSON.</summary>
    /// <param name="file">The file; <c>-</c> for the standard input.</param>
    /// <param name="input">The standard input.</param>
    /// <exception cref="CliException">It can't be read, or isn't one Task.</exception>
    public static JsonObject Read(string file, TextReader input)
    {
        IReadOnlyList<JsonNode> documents;
        try
        {
            if (file == "-")
            {
                documents = YamlJson.Read(input);
            }
            else
            {
                using StreamReader text = File.OpenText(file);
                documents = YamlJson.Read(text);
            }
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw CliException.Usage($"-f: {(file == "-" ? "the standard input" : file)} can't be read: {e.Message}");
        }

        return documents switch
        {
            [JsonObject one] => Whole(one),
            [] => throw CliException.Usage("-f: there is no Task; write one, or a description as the argument instead of -f"),
            [_] => throw CliException.Usage("-f: this is no Task but a single value; write a manifest with apiVersion, kind and spec"),
            _ => throw CliException.Usage($"-f: there are {documents.Count} documents; write one Task, or use kubectl create for several"),
        };
    }

    /// <summary>The object with this name in another, added if it is missing.</summary>
    /// <exception cref="CliException">The field holds something else.</exception>
    public static JsonObject Child(JsonObject parent, string name)
    {
        if (parent[name] is null)
            parent[name] = new JsonObject();
        return parent[name] as JsonObject ?? throw CliException.Usage($"-f: {name} must be an object");
    }

    private static JsonObject Whole(JsonObject document)
    {
        if (!s_fieldsOfWhole.Any(document.ContainsKey))
            return FromShort(document);
        if (Text(document, "apiVersion") is var version && version != KubeTaskApi.GroupVersion)
            throw CliException.Usage($"-f: apiVersion is {version ?? "missing"}; write {KubeTaskApi.GroupVersion}");
        if (Text(document, "kind") is var kind && kind != "Task")
            throw CliException.Usage($"-f: kind is {kind ?? "missing"}; write Task, or use kubectl create for other kinds");
        document.Remove("status");
        Child(document, "metadata");
        Child(document, "spec");
        return document;
    }

    private static JsonObject FromShort(JsonObject document)
    {
        JsonObject task = Empty();
        foreach ((string field, JsonNode? value) in document)
        {
            string part =
                s_metadataOfShort.Contains(field) ? "metadata"
                : s_specOfShort.Contains(field) ? "spec"
                : throw CliException.Usage(
                    $"-f: {field}: there is no such field; write a whole Task, or the fields "
                        + string.Join(", ", [.. s_specOfShort, .. s_metadataOfShort])
                );
            task[part]![field] = value?.DeepClone();
        }

        return task;
    }

    private static string? Text(JsonObject document, string name) =>
        document[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
