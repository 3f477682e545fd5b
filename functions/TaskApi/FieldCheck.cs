using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using KubeTask.Hosting;

namespace KubeTask.Functions.TaskApi;

/// <summary>
/// Checks a document against the fields of a type, and finds fields that are unknown, missing or of another kind. An API server drops
/// unknown fields, or from 1.25 on refuses them and names the first. A caller who misspells <c>agentRef</c> must get an error everywhere.
/// </summary>
internal static class FieldCheck
{
    private const int MaxProblems = 20;

    public static List<FieldProblem> Check(JsonNode? node, JsonTypeInfo type)
    {
        var problems = new List<FieldProblem>();
        Check(node, type, "", problems);
        return problems;
    }

    private static void Check(JsonNode? node, JsonTypeInfo type, string path, List<FieldProblem> problems)
    {
        // As for the API server, null means absent.
        if (node is null || problems.Count >= MaxProblems)
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
                string wanted = KindOf(type);
                if (!Fits(node, wanted))
                    problems.Add(new FieldProblem(path, $"must be {wanted}, but it is {KindOf(node)}"));
                break;
        }
    }

    private static void CheckFields(JsonObject document, JsonTypeInfo type, string path, List<FieldProblem> problems)
    {
        foreach ((string name, JsonNode? value) in document)
        {
            JsonPropertyInfo? property = type.Properties.FirstOrDefault(p => p.Name == name && !p.IsExtensionData);
            if (property is null)
            {
                problems.Add(
                    new FieldProblem(Join(path, name), $"there is no such field; the fields are {string.Join(", ", NamesOf(type))}")
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

    private static IEnumerable<string> NamesOf(JsonTypeInfo type) => type.Properties.Where(p => !p.IsExtensionData).Select(p => p.Name);

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static bool Fits(JsonNode node, string wanted) =>
        (wanted, node.GetValueKind()) switch
        {
            ("a string", JsonValueKind.String) => true,
            ("true or false", JsonValueKind.True or JsonValueKind.False) => true,
            ("a whole number", JsonValueKind.Number) => IsWhole(node),
            _ => false,
        };

    // Kubernetes accepts 3.0 and 1e3 too, but nobody would write a number of a Task that way.
    private static bool IsWhole(JsonNode node) =>
        long.TryParse(node.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    private static string KindOf(JsonTypeInfo type)
    {
        Type value = Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        return type.Kind switch
        {
            JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => "an object",
            JsonTypeInfoKind.Enumerable => "a list",
            _ when value == typeof(bool) => "true or false",
            _ when value == typeof(int) || value == typeof(long) => "a whole number",
            _ => "a string",
        };
    }

    private static string KindOf(JsonNode node) =>
        node.GetValueKind() switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "a list",
            JsonValueKind.String => "a string",
            JsonValueKind.Number => $"the number {node.ToJsonString()}",
            _ => node.ToJsonString(),
        };
}
