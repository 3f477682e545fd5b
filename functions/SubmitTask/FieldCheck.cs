using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using KubeTask.Hosting;

namespace KubeTask.Functions.Submission;

/// <summary>
/// Holds a document against the fields of a type: a field that there isn't, one that is missing, one of another kind. An API server drops unknown fields, or from 1.25 on
/// refuses them with the first one's name; a caller who misspelled <c>agentRef</c> must hear of it everywhere.
/// </summary>
internal static class FieldCheck
{
    private const int Most = 20;

    public static List<FieldProblem> Check(JsonNode? node, JsonTypeInfo type)
    {
        var problems = new List<FieldProblem>();
        Check(node, type, "", problems);
        return problems;
    }

    private static void Check(JsonNode? node, JsonTypeInfo type, string path, List<FieldProblem> problems)
    {
        // null is the same as absent, as it is for the API server.
        if (node is null || problems.Count >= Most)
            return;
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object when node is JsonObject document:
                CheckFields(document, type, path, problems);
                break;
            case JsonTypeInfoKind.Enumerable when node is JsonArray list:
                for (int i = 0; i < list.Count; i++)
                {
                    Check(
                        list[i],
                        type.Options.GetTypeInfo(type.ElementType!),
                        string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"),
                        problems
                    );
                }

                break;
            case JsonTypeInfoKind.Dictionary when node is JsonObject map:
                foreach ((string key, JsonNode? value) in map)
                    Check(value, type.Options.GetTypeInfo(type.ElementType!), $"{path}[{key}]", problems);
                break;
            default:
                string wanted = Words(type);
                if (!Fits(node, wanted))
                    problems.Add(new FieldProblem(path, $"must be {wanted}, but it is {Words(node)}"));
                break;
        }
    }

    private static void CheckFields(JsonObject document, JsonTypeInfo type, string path, List<FieldProblem> problems)
    {
        foreach ((string name, JsonNode? value) in document)
        {
            JsonPropertyInfo? property = type.Properties.FirstOrDefault(p => p.Name == name);
            if (property is null)
            {
                problems.Add(
                    new FieldProblem(
                        Join(path, name),
                        $"there is no such field; there are {string.Join(", ", type.Properties.Select(p => p.Name))}"
                    )
                );
            }
            else
            {
                Check(value, type.Options.GetTypeInfo(property.PropertyType), Join(path, name), problems);
            }
        }

        foreach (JsonPropertyInfo missing in type.Properties.Where(p => p.IsRequired && document[p.Name] is null))
            problems.Add(new FieldProblem(Join(path, missing.Name), "is missing"));
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static bool Fits(JsonNode node, string wanted) =>
        (wanted, node.GetValueKind()) switch
        {
            ("a text", JsonValueKind.String) => true,
            ("true or false", JsonValueKind.True or JsonValueKind.False) => true,
            ("a whole number", JsonValueKind.Number) => Whole(node),
            _ => false,
        };

    // 3.0 and 1e3 are whole numbers to Kubernetes too, but a Task has none that anybody would write so.
    private static bool Whole(JsonNode node) =>
        long.TryParse(node.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    private static string Words(JsonTypeInfo type)
    {
        Type value = Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        return type.Kind switch
        {
            JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => "an object",
            JsonTypeInfoKind.Enumerable => "a list",
            _ when value == typeof(bool) => "true or false",
            _ when value == typeof(int) || value == typeof(long) => "a whole number",
            _ => "a text",
        };
    }

    private static string Words(JsonNode node) =>
        node.GetValueKind() switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "a list",
            JsonValueKind.String => "a text",
            JsonValueKind.Number => $"the number {node.ToJsonString()}",
            _ => node.ToJsonString(),
        };
}
