using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Storage;

namespace PocketKube.ApiServer.Patch;

/// <summary>JSON patch (RFC 6902).</summary>
internal sealed class JsonPatch
{
    private const int MostOperations = 10_000;

    private readonly ImmutableArray<JsonObject> _operations;

    private JsonPatch(ImmutableArray<JsonObject> operations) => _operations = operations;

    /// <exception cref="StatusException">400: not a JSON patch. 413: too many operations.</exception>
    public static JsonPatch Parse(JsonNode? body)
    {
        if (body is not JsonArray array || array.Any(o => o is not JsonObject))
            throw Failures.BadRequest("error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch");

        if (array.Count > MostOperations)
        {
            throw new StatusException(
                413,
                "RequestEntityTooLarge",
                $"The allowed maximum operations in a JSON patch is {MostOperations}, got {array.Count}"
            );
        }

        return new([.. array.Cast<JsonObject>()]);
    }

    /// <exception cref="StatusException">422: an operation can't be done.</exception>
    public JsonNode? Apply(JsonObject target)
    {
        JsonNode? root = target;
        foreach (JsonObject operation in _operations)
            root = Apply(root, operation);

        return root;
    }

    private static JsonNode? Apply(JsonNode? root, JsonObject operation)
    {
        string[] path = Pointer(operation, "path");
        switch (operation.Text("op"))
        {
            case "add":
                return Add(root, path, Value(operation));
            case "remove":
                return Remove(root, path, out _);
            case "replace":
                _ = Find(root, path);
                return Replace(root, path, Value(operation));
            case "move":
                root = Remove(root, Pointer(operation, "from"), out JsonNode? moved);
                return Add(root, path, moved);
            case "copy":
                return Add(root, path, Find(root, Pointer(operation, "from"))?.DeepClone());
            case "test":
                return JsonNode.DeepEquals(Find(root, path, absentIsNull: true), Value(operation))
                    ? root
                    : throw Impossible($"testing path '{operation.Text("path")}' value failed: test failed");
            default:
                throw Impossible($"Unexpected kind: {operation.Text("op") ?? "unknown"}");
        }
    }

    private static string[] Pointer(JsonObject operation, string name)
    {
        string text = operation.Text(name) ?? throw Impossible($"operation without \"{name}\"");
        return text.Length == 0 || text[0] == '/'
            ?
            [
                .. text.Split('/')
                    .Skip(1)
                    .Select(s => s.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)),
            ]
            : throw Impossible($"\"{text}\" isn't a JSON pointer");
    }

    private static JsonNode? Value(JsonObject operation) =>
        operation.TryGetPropertyValue("value", out JsonNode? value) ? value?.DeepClone() : throw Impossible("operation without \"value\"");

    private static JsonNode? Find(JsonNode? root, ReadOnlySpan<string> path, bool absentIsNull = false)
    {
        JsonNode? node = root;
        foreach (string step in path)
        {
            switch (node)
            {
                case JsonObject map when map.TryGetPropertyValue(step, out JsonNode? child):
                    node = child;
                    break;
                case JsonArray array when Index(step, array.Count - 1) is { } index:
                    node = array[index];
                    break;
                case JsonObject when absentIsNull:
                    return null;
                default:
                    throw Missing(path);
            }
        }

        return node;
    }

    private static JsonNode? Add(JsonNode? root, string[] path, JsonNode? value)
    {
        if (path.Length == 0)
            return value;

        switch (Find(root, path.AsSpan(..^1)))
        {
            case JsonObject map:
                map[path[^1]] = value;
                return root;
            case JsonArray array when path[^1] == "-":
                array.Add(value);
                return root;
            case JsonArray array when Index(path[^1], array.Count) is { } index:
                array.Insert(index, value);
                return root;
            default:
                throw Missing(path);
        }
    }

    private static JsonNode? Replace(JsonNode? root, string[] path, JsonNode? value)
    {
        if (path.Length == 0)
            return value;

        if (Find(root, path.AsSpan(..^1)) is JsonArray array)
        {
            array[Index(path[^1], array.Count - 1) ?? throw Missing(path)] = value;
            return root;
        }

        return Add(root, path, value);
    }

    private static JsonNode? Remove(JsonNode? root, string[] path, out JsonNode? removed)
    {
        removed = Find(root, path);
        if (path.Length == 0)
            return null;

        switch (Find(root, path.AsSpan(..^1)))
        {
            case JsonObject map:
                _ = map.Remove(path[^1]);
                break;
            case JsonArray array:
                array.RemoveAt(Index(path[^1], array.Count - 1) ?? throw Missing(path));
                break;
            default:
                throw Missing(path);
        }

        return root;
    }

    private static int? Index(string step, int most) =>
        int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index <= most ? index : null;

    private static StatusException Missing(ReadOnlySpan<string> path) =>
        Impossible($"path '/{string.Join('/', path.ToArray())}' doesn't exist: missing value");

    private static StatusException Impossible(string why) =>
        new(
            422,
            "Invalid",
            "the server rejected our request due to an error in our request",
            new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["reason"] = "UnexpectedServerResponse", ["message"] = why }) }
        );
}
