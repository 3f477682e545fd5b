using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kubernetes.Yaml;

namespace KubeTask.Cli.Output;

/// <summary>Writes objects for programs: as JSON, as YAML or by their names.</summary>
internal static class ObjectPrinter
{
    // Text stays readable; it goes to a terminal or a file, not into a page.
    private static readonly JsonWriterOptions s_json = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One object.</summary>
    public static void Print(TextWriter output, string format, JsonObject value)
    {
        switch (format)
        {
            case OutputFormat.Json:
                output.WriteLine(ToJson(value));
                break;
            case OutputFormat.Yaml:
                output.Write(YamlWriter.From(value));
                break;
            case OutputFormat.Name:
                output.WriteLine(NameOf(value));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(format), format, "not a format of objects");
        }
    }

    /// <summary>
    /// Several objects: a List as kubectl writes it, YAML documents where <paramref name="documents"/> says so, or names.
    /// </summary>
    public static void PrintAll(TextWriter output, string format, IReadOnlyList<JsonObject> values, bool documents = false)
    {
        if (format == OutputFormat.Name)
        {
            foreach (JsonObject value in values)
                Print(output, format, value);
        }
        else if (documents && format == OutputFormat.Yaml)
        {
            foreach ((int index, JsonObject value) in values.Index())
                output.Write((index > 0 ? "---\n" : "") + YamlWriter.From(value));
        }
        else
        {
            Print(output, format, ListOf(values));
        }
    }

    /// <summary>Such as <c>task.kubetask.io/hello</c>.</summary>
    public static string NameOf(JsonObject value)
    {
        string version = (string?)value["apiVersion"] ?? "";
        int slash = version.IndexOf('/', StringComparison.Ordinal);
        string kind = ((string?)value["kind"] ?? "").ToLowerInvariant();
        return $"{kind}{(slash > 0 ? "." + version[..slash] : "")}/{(string?)value["metadata"]?["name"]}";
    }

    private static JsonObject ListOf(IEnumerable<JsonObject> values) =>
        new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "List",
            ["items"] = new JsonArray([.. values.Select(v => v.DeepClone())]),
            ["metadata"] = new JsonObject { ["resourceVersion"] = "" },
        };

    private static string ToJson(JsonObject value)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, s_json))
            value.WriteTo(writer);
        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }
}
