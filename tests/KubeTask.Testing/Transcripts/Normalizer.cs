using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KubeTask.Testing.Transcripts;

/// <summary>
/// Puts placeholders where two runs or two servers can't agree: uids, resource versions, times, generated names, ages.
/// A uid or resource version of a captured answer gets the answer's name, so that "unchanged" and "the same object" stay visible.
/// </summary>
public sealed partial class Normalizer
{
    private static readonly string[] s_unrecorded = ["managedFields", "selfLink", "storageVersionHash"];
    private readonly Dictionary<string, string> _uids = [];
    private readonly Dictionary<string, string> _versions = [];
    private readonly Dictionary<string, string> _names = [];

    /// <summary>Gives the uid and the resource version of <paramref name="answer"/> a name, unless they have one.</summary>
    public void Learn(string name, JsonNode? answer)
    {
        if (JsonPaths.Find(answer, "metadata.uid")?.ToString() is { } uid)
            _uids.TryAdd(uid, $"<uid of {name}>");

        if (!IsCollection(answer) && JsonPaths.Find(answer, "metadata.resourceVersion")?.ToString() is { Length: > 0 } version)
            _versions.TryAdd(version, $"<resourceVersion of {name}>");
    }

    /// <summary>A normalized copy.</summary>
    public JsonNode? Apply(JsonNode? node)
    {
        LearnGeneratedNames(node);
        JsonNode? normal = Walk(null, node);
        if (IsCollection(node) && normal?["metadata"]?["resourceVersion"] is not null)
            normal["metadata"]!["resourceVersion"] = "<resourceVersion>";

        return normal;
    }

    // It counts the writes of the whole cluster, including those outside the scenario.
    private static bool IsCollection(JsonNode? node) => node is JsonObject map && (map["items"] is JsonArray || map["rows"] is JsonArray);

    private JsonNode? Walk(string? field, JsonNode? node) =>
        node switch
        {
            JsonObject map => new JsonObject(
                map.Where(p => !s_unrecorded.Contains(p.Key)).Select(p => KeyValuePair.Create(Text(null, p.Key), Walk(p.Key, p.Value)))
            ),
            // A real server takes the causes from a map, so they have no order.
            JsonArray causes when field == "causes" => new JsonArray([
                .. causes
                    .Select(c => Walk(null, c))
                    .OrderBy(c => c?["field"]?.ToString(), StringComparer.Ordinal)
                    .ThenBy(c => c?["message"]?.ToString(), StringComparer.Ordinal),
            ]),
            JsonArray list => new JsonArray([.. list.Select(element => Walk(field == "cells" ? "cell" : null, element))]),
            JsonValue value when value.TryGetValue<string>(out string? text) => JsonValue.Create(Text(field, text)),
            null => null,
            _ => node.DeepClone(),
        };

    private string Text(string? field, string text)
    {
        switch (field)
        {
            case "resourceVersion" when text is not ("" or "0"):
                return _versions.GetValueOrDefault(text, "<resourceVersion>");
            case "continue" when text.Length > 0:
                return "<continue>";
            case "token" when text.Length > 100:
                return "<token>";
            case "serverAddress":
                return "<address>";
            case "cell" when Age().IsMatch(text):
                return "<age>";
            default:
                break;
        }

        foreach ((string? name, string? placeholder) in _names)
        {
            text = text.Replace(name, placeholder, StringComparison.Ordinal);
        }

        text = Time().Replace(text, m => m.Groups["fraction"].Success ? "<micro time>" : "<time>");
        text = Uid().Replace(text, m => _uids.GetValueOrDefault(m.Value, "<uid>"));
        return VersionInMessage().Replace(text, m => _versions.GetValueOrDefault(m.Value, "<resourceVersion>"));
    }

    private void LearnGeneratedNames(JsonNode? node)
    {
        if (node is JsonObject map)
        {
            if (map["generateName"]?.ToString() is { Length: > 0 } prefix && map["name"]?.ToString() is { } name)
                _names.TryAdd(name, prefix + (GeneratedSuffix().IsMatch(name[prefix.Length..]) ? "<5 letters>" : "<odd suffix>"));

            foreach ((string _, JsonNode? child) in map)
            {
                LearnGeneratedNames(child);
            }
        }
        else if (node is JsonArray list)
        {
            foreach (JsonNode? child in list)
                LearnGeneratedNames(child);
        }
    }

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?<fraction>\.\d+)?(Z|[+-]\d\d:\d\d)")]
    private static partial Regex Time();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uid();

    [GeneratedRegex(@"^(\d+[smhdy])+$")]
    private static partial Regex Age();

    [GeneratedRegex("^[bcdfghjklmnpqrstvwxz2456789]{5}$")]
    private static partial Regex GeneratedSuffix();

    [GeneratedRegex(@"(?<=precondition: |in record: |UID in object meta: |too old resource version: |\()\d+(?= |\)|$)")]
    private static partial Regex VersionInMessage();
}
