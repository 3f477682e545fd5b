using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace PocketKube.ApiServer.Tables;

/// <summary>
/// The part of kubectl's JSONPath that printer columns use: <c>.field</c>, <c>['field']</c> (a dot in a name is written <c>\.</c>),
/// <c>[0]</c>, <c>[-1]</c>,
/// <c>[1:3]</c>, <c>[*]</c> and filters such as <c>[?(@.type=="Ready")]</c>.
/// </summary>
internal sealed class JsonPath
{
    private readonly ImmutableArray<JsonPathStep> _steps;

    private JsonPath(ImmutableArray<JsonPathStep> steps) => _steps = steps;

    /// <summary>Reads a path; null if it is invalid.</summary>
    public static JsonPath? TryParse(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return JsonPathParser.Parse(path) is { } steps ? new(steps) : null;
    }

    /// <summary>The values that the path leads to, in document order; none where a field is missing.</summary>
    public IEnumerable<JsonNode> Find(JsonNode root)
    {
        ArgumentNullException.ThrowIfNull(root);
        return _steps.Aggregate<JsonPathStep, IEnumerable<JsonNode>>([root], static (nodes, step) => nodes.SelectMany(step.Find));
    }
}
