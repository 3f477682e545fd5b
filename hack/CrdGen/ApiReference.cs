using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Schema;

namespace KubeTask.CrdGen;

/// <summary>The API reference for people (docs/api.md), from the same types and descriptions as the CRDs.</summary>
public static class ApiReference
{
    private const string Head = """
        # The API: kubetask.io/v1alpha1

        All fields with their types and limits, and the messages of the rules across fields. This page is generated from
        `lib/KubeTask.Core/Api` by `make update`; `kubectl explain task.spec` says the same.
        A field in **bold** is required.

        """;

    private static readonly Assembly s_core = typeof(CustomResourceAttribute).Assembly;

    /// <summary>The text of the page.</summary>
    public static string Generate()
    {
        var documentation = XmlDocumentation.Load(s_core, typeof(V1Pod).Assembly);
        var definitions = new CustomResourceDefinitions(documentation);
        var page = new StringBuilder(Head);
        foreach (Type kind in CustomResourceDefinitions.KindsOf(s_core))
        {
            JsonObject schema = definitions.Of(kind)["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!.AsObject();
            CustomResourceAttribute resource = kind.GetCustomAttribute<CustomResourceAttribute>()!;
            page.Append('\n').Append("## ").Append(resource.Kind).Append("\n\n").Append(documentation.Of(kind)).Append('\n');
            page.Append('\n')
                .Append("Short name: `")
                .Append(string.Join("`, `", resource.ShortNames))
                .Append("`.\n\n| field | type | meaning |\n|---|---|---|\n");
            var rules = new List<string>();
            foreach (string part in new[] { "Spec", "Status" })
            {
                if (kind.GetProperty(part) is { } property)
                {
                    Fields(
                        property.PropertyType,
                        schema["properties"]![JsonProperties.Name(property)]!.AsObject(),
                        JsonProperties.Name(property),
                        page,
                        rules
                    );
                }
            }

            AddRules(schema, resource.Kind, rules);
            if (rules.Count > 0)
                page.Append("\nRules:\n\n").AppendJoin('\n', rules).Append('\n');
        }

        return page.ToString();
    }

    private static void Fields(Type type, JsonObject schema, string path, StringBuilder page, List<string> rules)
    {
        AddRules(schema, $"`{path}`", rules);
        foreach (PropertyInfo property in JsonProperties.Of(type))
        {
            string name = JsonProperties.Name(property);
            JsonObject field = schema["properties"]![name]!.AsObject();
            string fieldPath = $"{path}.{name}";
            page.Append("| ")
                .Append(JsonProperties.IsRequired(property) ? $"**`{fieldPath}`**" : $"`{fieldPath}`")
                .Append(" | ")
                .Append(TypeOf(field))
                .Append(" | ")
                .Append(((string?)field["description"] ?? "").Replace("|", "\\|", StringComparison.Ordinal))
                .Append(" |\n");
            Type element = property.PropertyType.IsGenericType ? property.PropertyType.GetGenericArguments()[^1] : property.PropertyType;
            if (element == typeof(V1Alpha1TaskSpec))
            {
                // A CronTask's template has the fields of a Task, which are listed there.
                continue;
            }

            var items = field["items"] as JsonObject;
            if (element.Assembly == s_core)
            {
                Fields(element, items ?? field, items is null ? fieldPath : $"{fieldPath}[]", page, rules);
            }
            else
            {
                AddRules(field, $"`{fieldPath}`", rules);
            }
        }
    }

    private static void AddRules(JsonObject schema, string where, List<string> rules) =>
        rules.AddRange((schema["x-kubernetes-validations"]?.AsArray() ?? []).Select(rule => $"- {where}: {(string?)rule!["message"]}"));

    private static string TypeOf(JsonObject field)
    {
        var items = field["items"] as JsonObject;
        var words = new List<string>
        {
            items is not null ? $"list of {(string?)items["type"]}s"
            : field["additionalProperties"] is JsonObject values ? $"map of {(string?)values["type"]}s"
            : (string?)field["format"] == "date-time" ? "time"
            : (string?)field["type"] ?? "any",
        };
        if ((items ?? field)["enum"] is JsonArray values2)
            words.Add($"one of {string.Join(", ", values2.Select(v => $"`{(string?)v}`"))}");

        Add("default", v => $"`{v.ToJsonString()}` by default");
        Add("minimum", v => $"at least {v.ToJsonString()}");
        Add("maximum", v => $"at most {v.ToJsonString()}");
        Add("maxLength", v => $"at most {v.ToJsonString()} characters");
        Add("maxItems", v => $"at most {v.ToJsonString()}");
        return string.Join(", ", words);

        void Add(string name, Func<JsonNode, string> say)
        {
            if (field[name] is { } value)
                words.Add(say(value));
        }
    }
}
