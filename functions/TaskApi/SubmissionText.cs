using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeTask.Hosting;

namespace KubeTask.Functions.TaskApi;

/// <summary>Parses a body. Its depth and size are limited, each name occurs once, and an error says where it is.</summary>
internal static class SubmissionText
{
    /// <summary>A Task is nested 7 deep.</summary>
    public const int MaxDepth = 32;

    public const int MaxNodes = 50_000;

    public static (JsonObject? Document, HttpProblem? Problem) Parse(ReadOnlyMemory<byte> body, bool yaml)
    {
        (string? text, string? unreadable) = SubmissionEncoding.Decode(body.Span);
        if (text is null)
            return (null, HttpProblem.BadRequest(unreadable!));
        if (string.IsNullOrWhiteSpace(text))
            return (null, HttpProblem.BadRequest("the body is empty; send a Task"));
        (JsonNode? document, string? error) = yaml ? ParseYaml(text) : ParseJson(text);
        return error is not null ? (null, HttpProblem.BadRequest(error))
            : document is JsonObject found ? (found, null)
            : (null, HttpProblem.BadRequest("the body must be an object, such as {\"description\": \"Update the dependencies\"}"));
    }

    /// <summary>
    /// YAML, or JSON in its place: kubectl takes a file for JSON if it begins with a brace, and so takes what YAML doesn't, such as tabs.
    /// </summary>
    private static (JsonNode? Document, string? Error) ParseYaml(string text) =>
        text.AsSpan().TrimStart() is ['{', ..] && ParseJson(text) is { Error: null } json ? json : SubmissionYaml.Parse(text);

    private static (JsonNode? Document, string? Error) ParseJson(string text)
    {
        try
        {
            var document = JsonNode.Parse(text, null, new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
            int nodes = 0;
            return ReadAll(document, ref nodes) ? (document, null) : (null, $"the body can't be read: it has more than {MaxNodes} values");
        }
        catch (InvalidOperationException)
        {
            return (null, "the body can't be read: a string has half of a character (a surrogate without its other half)");
        }
        catch (JsonException e)
        {
            string why =
                e.Message.Contains("maximum", StringComparison.Ordinal) ? $"it is nested more than {MaxDepth} deep"
                : e.Message.Contains("uplicate", StringComparison.Ordinal) ? "a name occurs twice"
                : e.Message.Contains("after a single JSON value", StringComparison.Ordinal)
                    ? "something follows the object; send one Task at a time"
                : "it is not JSON";
            return (
                null,
                e.LineNumber is { } line
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                        $"the body can't be read at line {line + 1}, column {(e.BytePositionInLine ?? 0) + 1}: {why}"
                    )
                    : $"the body can't be read: {why}"
            );
        }
    }

    /// <summary>Reads every name and string once, because they are unescaped only when they are read.</summary>
    private static bool ReadAll(JsonNode? node, ref int nodes)
    {
        if (++nodes > MaxNodes)
            return false;
        switch (node)
        {
            case JsonObject map:
                foreach ((_, JsonNode? value) in map)
                {
                    if (!ReadAll(value, ref nodes))
                        return false;
                }

                return true;
            case JsonArray list:
                foreach (JsonNode? value in list)
                {
                    if (!ReadAll(value, ref nodes))
                        return false;
                }

                return true;
            default:
                if (node?.GetValueKind() == JsonValueKind.String)
                    _ = node.GetValue<string>();
                return true;
        }
    }
}
