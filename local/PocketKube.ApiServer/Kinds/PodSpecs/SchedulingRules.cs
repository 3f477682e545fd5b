using System.Text.Json.Nodes;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Storage;
using PocketKube.ApiServer.Validation;

namespace PocketKube.ApiServer.Kinds.PodSpecs;

/// <summary>Rules of where a pod may run: nodeSelector, node affinity and tolerations.</summary>
internal static class SchedulingRules
{
    private const string Everything = "operator must be Exists when `key` is empty, which means \"match all values and all keys\"";

    private static readonly string[] s_effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

    public static void ValidateAffinity(JsonObject? affinity, string path, List<FieldError> errors)
    {
        JsonObject? node = affinity.Object("nodeAffinity");
        const string Required = "requiredDuringSchedulingIgnoredDuringExecution";
        const string Preferred = "preferredDuringSchedulingIgnoredDuringExecution";
        if (node.Object(Required) is { } required)
        {
            string at = $"{path}.nodeAffinity.{Required}.nodeSelectorTerms";
            JsonArray terms = required.Array("nodeSelectorTerms") ?? [];
            if (terms.Count == 0)
                errors.Add(FieldError.Required(at, "must have at least one node selector term"));

            for (int i = 0; i < terms.Count; i++)
                ValidateTerm(terms[i], $"{at}[{i}]", errors);
        }

        JsonArray preferred = node.Array(Preferred) ?? [];
        for (int i = 0; i < preferred.Count; i++)
        {
            string at = $"{path}.nodeAffinity.{Preferred}[{i}]";
            JsonNode weight = preferred[i]?["weight"] ?? JsonValue.Create(0);
            if (weight.AsInteger() is null or <= 0 or > 100)
                errors.Add(FieldError.Invalid($"{at}.weight", weight, "must be in the range 1-100"));

            ValidateTerm(preferred[i].Object("preference"), $"{at}.preference", errors);
        }
    }

    public static void ValidateTolerations(JsonArray? tolerations, string path, List<FieldError> errors)
    {
        for (int i = 0; i < (tolerations?.Count ?? 0); i++)
            ValidateToleration(tolerations![i], $"{path}[{i}]", errors);
    }

    private static void ValidateTerm(JsonNode? term, string path, List<FieldError> errors)
    {
        JsonArray expressions = term.Array("matchExpressions") ?? [];
        for (int i = 0; i < expressions.Count; i++)
        {
            string at = $"{path}.matchExpressions[{i}]";
            int values = expressions[i].Array("values")?.Count ?? 0;
            string @operator = expressions[i].Text("operator") ?? "";
            switch (@operator)
            {
                case "In" or "NotIn" when values == 0:
                    errors.Add(FieldError.Required($"{at}.values", "must be specified when `operator` is 'In' or 'NotIn'"));
                    break;
                case "Exists" or "DoesNotExist" when values > 0:
                    const string None = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
                    errors.Add(FieldError.Forbidden($"{at}.values", None));
                    break;
                case "Gt" or "Lt" when values != 1:
                    const string One = "must be specified single value when `operator` is 'Lt' or 'Gt'";
                    errors.Add(FieldError.Required($"{at}.values", One));
                    break;
                case "In" or "NotIn" or "Exists" or "DoesNotExist" or "Gt" or "Lt":
                    break;
                default:
                    errors.Add(FieldError.Invalid($"{at}.operator", JsonValue.Create(@operator), "not a valid selector operator"));
                    break;
            }

            _ = MetadataRules.ValidateQualifiedName(expressions[i].Text("key") ?? "", $"{at}.key", errors);
        }
    }

    private static void ValidateToleration(JsonNode? toleration, string path, List<FieldError> errors)
    {
        string key = toleration.Text("key") ?? "";
        string @operator = toleration.Text("operator") ?? "";
        string value = toleration.Text("value") ?? "";
        string effect = toleration.Text("effect") ?? "";
        if (key.Length > 0)
            _ = MetadataRules.ValidateQualifiedName(key, $"{path}.key", errors);

        if (key.Length == 0 && @operator != "Exists")
            errors.Add(FieldError.Invalid($"{path}.operator", JsonValue.Create(@operator), Everything));

        if (toleration.Number("tolerationSeconds") is not null && effect != "NoExecute")
        {
            const string OnlyThen = "effect must be 'NoExecute' when `tolerationSeconds` is set";
            errors.Add(FieldError.Invalid($"{path}.effect", JsonValue.Create(effect), OnlyThen));
        }

        switch (@operator)
        {
            case "" or "Equal":
                string invalid = string.Join(';', MetadataRules.LabelValueErrors(value));
                if (invalid.Length > 0)
                    errors.Add(FieldError.Invalid($"{path}.operator", JsonValue.Create(value), invalid));

                break;
            case "Exists" when value.Length > 0:
                // Go prints the whole toleration.
                string shown =
                    $"core.Toleration{{Key:{GoValue.Quote(key)}, Operator:\"Exists\", Value:{GoValue.Quote(value)}, "
                    + $"Effect:{GoValue.Quote(effect)}, TolerationSeconds:(*int64)(nil)}}";
                errors.Add(
                    new("FieldValueInvalid", $"{path}.operator", $"Invalid value: {shown}: value must be empty when `operator` is 'Exists'")
                );
                break;
            case "Exists":
                break;
            default:
                errors.Add(FieldError.NotSupported($"{path}.operator", JsonValue.Create(@operator), ["Equal", "Exists"]));
                break;
        }

        if (effect.Length > 0 && !s_effects.Contains(effect))
            errors.Add(FieldError.NotSupported($"{path}.effect", JsonValue.Create(effect), s_effects));
    }
}
