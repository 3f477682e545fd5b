using System.Text.Json;
using System.Text.Json.Nodes;

namespace KubeTask.Runner.Mcp;

/// <summary>JSON of the agents' own files.</summary>
internal static class McpNodes
{
    public static JsonArray List(IEnumerable<string> values) => [.. values.Select(v => (JsonNode)JsonValue.Create(v))];

    public static JsonObject Map(IReadOnlyDictionary<string, string>? values, Func<string, string>? change = null)
    {
        var map = new JsonObject();
        foreach ((string name, string value) in values ?? new Dictionary<string, string>())
            map[name] = change is null ? value : change(value);
        return map;
    }

    /// <summary>The object in a file that the user may have, with comments or without; an empty one if there is none.</summary>
    public static JsonObject ReadOrNew(string? file, string variable)
    {
        if (file is null || !File.Exists(file))
            return [];
        var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
        try
        {
            return JsonNode.Parse(File.ReadAllText(file), documentOptions: options) as JsonObject ?? [];
        }
        catch (JsonException e)
        {
            throw new SettingException($"{variable}: {file} isn't JSON: {e.Message}");
        }
    }

    /// <summary>Adds entries to the object below a name, over those that it has.</summary>
    public static void Merge(JsonObject target, string name, JsonObject entries)
    {
        if (target[name] is not JsonObject existing)
            target[name] = existing = [];
        foreach ((string key, JsonNode? value) in entries)
            existing[key] = value?.DeepClone();
    }
}
