using System.Reflection;
using System.Text.Json.Nodes;
using KubeTask.Core.Api;

namespace KubeTask.Schema;

/// <summary>Adds the constraints of the schema attributes to a schema.</summary>
internal static class Constraints
{
    public static void Apply(PropertyInfo property, JsonObject schema)
    {
        foreach (Attribute attribute in property.GetCustomAttributes())
            Apply(attribute, schema);

        Rules(property, schema);
    }

    /// <summary>Adds the CEL rules of a type or a property to those of <paramref name="schema"/>.</summary>
    public static void Rules(MemberInfo member, JsonObject schema)
    {
        foreach (CelRule? rule in member.GetCustomAttributes<CelRulesAttribute>().SelectMany(static a => a.Rules))
        {
            if (schema["x-kubernetes-validations"] is not JsonArray rules)
                schema["x-kubernetes-validations"] = rules = [];

            rules.Add(new JsonObject { ["message"] = rule.Message, ["rule"] = rule.Rule });
        }
    }

    private static void Apply(Attribute attribute, JsonObject schema)
    {
        switch (attribute)
        {
            case DefaultAttribute a:
                schema["default"] = JsonNode.Parse(a.Json);
                break;
            case MinimumAttribute a:
                schema["minimum"] = a.Value;
                break;
            case MaximumAttribute a:
                schema["maximum"] = a.Value;
                break;
            case MinLengthAttribute a:
                schema["minLength"] = a.Value;
                break;
            case MaxLengthAttribute a:
                schema["maxLength"] = a.Value;
                break;
            case MaxItemsAttribute a:
                schema["maxItems"] = a.Value;
                break;
            case OneOfAttribute a:
                // On a list, the values are those of its elements.
                (schema["items"] as JsonObject ?? schema)["enum"] = new JsonArray([.. a.Values.Select(static v => (JsonNode?)v)]);
                break;
            case ListMapKeysAttribute a:
                schema["x-kubernetes-list-map-keys"] = new JsonArray([.. a.Keys.Select(static k => (JsonNode?)k)]);
                schema["x-kubernetes-list-type"] = "map";
                break;
        }
    }
}
