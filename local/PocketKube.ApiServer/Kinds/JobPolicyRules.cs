using System.Text.Json.Nodes;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Storage;
using PocketKube.ApiServer.Validation;

namespace PocketKube.ApiServer.Kinds;

/// <summary>Rules of a Job's podFailurePolicy and podReplacementPolicy.</summary>
internal static class JobPolicyRules
{
    private const int MostRules = 20;
    private const int MostValues = 255;

    private static readonly string[] s_actions = ["Count", "FailIndex", "FailJob", "Ignore"];
    private static readonly string[] s_operators = ["In", "NotIn"];
    private static readonly string[] s_statuses = ["False", "True", "Unknown"];

    public static void Default(JsonObject spec)
    {
        spec.Default("podReplacementPolicy", spec.ContainsKey("podFailurePolicy") ? "Failed" : "TerminatingOrFailed");
        foreach (JsonNode? rule in spec.Object("podFailurePolicy").Array("rules") ?? [])
        {
            foreach (JsonObject pattern in (rule.Array("onPodConditions") ?? []).OfType<JsonObject>())
                pattern.Default("status", "True");
        }
    }

    public static void Validate(JsonObject spec, List<FieldError> errors)
    {
        JsonObject? policy = spec.Object("podFailurePolicy");
        if (policy is not null)
            ValidateRules(policy, spec, errors);

        string[] supported = policy is null ? ["Failed", "TerminatingOrFailed"] : ["Failed"];
        if (spec.Text("podReplacementPolicy") is { } replacement && !supported.Contains(replacement))
            errors.Add(FieldError.NotSupported("spec.podReplacementPolicy", JsonValue.Create(replacement), supported));
    }

    /// <summary>What a podFailurePolicy asks of the template.</summary>
    public static void ValidateRestart(JsonObject spec, List<FieldError> errors)
    {
        JsonNode? restart = spec.Object("template").Object("spec")?["restartPolicy"];
        if (spec.Object("podFailurePolicy") is not null && restart.AsText() is not (null or "Never"))
        {
            const string OnlyNever = "only \"Never\" is supported when podFailurePolicy is specified";
            errors.Add(FieldError.Invalid("spec.template.spec.restartPolicy", restart, OnlyNever));
        }
    }

    private static void ValidateRules(JsonObject policy, JsonObject spec, List<FieldError> errors)
    {
        const string Path = "spec.podFailurePolicy.rules";
        JsonArray rules = policy.Array("rules") ?? [];
        if (rules.Count > MostRules)
            errors.Add(FieldError.TooMany(Path, rules.Count, MostRules));

        JsonObject? pod = spec.Object("template").Object("spec");
        var containers = (pod.Array("containers") ?? [])
            .Concat(pod.Array("initContainers") ?? [])
            .Select(c => c.Text("name") ?? "")
            .ToHashSet(StringComparer.Ordinal);
        for (int i = 0; i < rules.Count; i++)
            ValidateRule(rules[i], $"{Path}[{i}]", spec.ContainsKey("backoffLimitPerIndex"), containers, errors);
    }

    private static void ValidateRule(JsonNode? rule, string path, bool perIndex, HashSet<string> containers, List<FieldError> errors)
    {
        string action = rule.Text("action") ?? "";
        if (action.Length == 0)
            errors.Add(FieldError.Required($"{path}.action", $"valid values: {GoList(s_actions)}"));
        else if (action == "FailIndex" && !perIndex)
            errors.Add(FieldError.Invalid($"{path}.action", JsonValue.Create(action), "requires the backoffLimitPerIndex to be set"));
        else if (!s_actions.Contains(action))
            errors.Add(FieldError.NotSupported($"{path}.action", JsonValue.Create(action), s_actions));

        JsonObject? exitCodes = rule.Object("onExitCodes");
        JsonArray conditions = rule.Array("onPodConditions") ?? [];
        if (exitCodes is not null)
            ValidateExitCodes(exitCodes, $"{path}.onExitCodes", containers, errors);

        for (int i = 0; i < conditions.Count; i++)
            ValidateCondition(conditions[i], $"{path}.onPodConditions[{i}]", errors);

        if ((exitCodes is not null) == conditions.Count > 0)
        {
            string which = exitCodes is null
                ? "one of OnExitCodes and OnPodConditions is required"
                : "both OnExitCodes and OnPodConditions is not supported";
            errors.Add(new("FieldValueInvalid", path, $"Invalid value: specifying {which}"));
        }
    }

    private static void ValidateCondition(JsonNode? pattern, string path, List<FieldError> errors)
    {
        string type = pattern.Text("type") ?? "";
        _ = MetadataRules.ValidateQualifiedName(type, $"{path}.type", errors);
        string status = pattern.Text("status") ?? "";
        if (status.Length == 0)
            errors.Add(FieldError.Required($"{path}.status", $"valid values: {GoList(s_statuses)}"));
        else if (!s_statuses.Contains(status))
            errors.Add(FieldError.NotSupported($"{path}.status", JsonValue.Create(status), s_statuses));
    }

    private static void ValidateExitCodes(JsonObject exitCodes, string path, HashSet<string> containers, List<FieldError> errors)
    {
        string @operator = exitCodes.Text("operator") ?? "";
        if (@operator.Length == 0)
            errors.Add(FieldError.Required($"{path}.operator", $"valid values: {GoList(s_operators)}"));
        else if (!s_operators.Contains(@operator))
            errors.Add(FieldError.NotSupported($"{path}.operator", JsonValue.Create(@operator), s_operators));

        if (exitCodes.Text("containerName") is { } container && !containers.Contains(container))
        {
            const string OneOf = "must be one of the container or initContainer names in the pod template";
            errors.Add(FieldError.Invalid($"{path}.containerName", JsonValue.Create(container), OneOf));
        }

        long[] values = [.. (exitCodes.Array("values") ?? []).Select(v => v.AsInteger() ?? 0)];
        string shown = values.Length == 0 ? "[]int32(nil)" : $"[]int32{{{string.Join(", ", values)}}}";
        if (values.Length == 0)
            errors.Add(new("FieldValueInvalid", $"{path}.values", $"Invalid value: {shown}: at least one value is required"));
        else if (values.Length > MostValues)
            errors.Add(FieldError.TooMany($"{path}.values", values.Length, MostValues));

        var unique = new HashSet<long>();
        for (int i = 0; i < values.Length; i++)
        {
            if (@operator == "In" && values[i] == 0)
                errors.Add(FieldError.Invalid($"{path}.values[{i}]", JsonValue.Create(0), "must not be 0 for the In operator"));

            if (!unique.Add(values[i]))
                errors.Add(FieldError.Duplicate($"{path}.values[{i}]", JsonValue.Create(values[i])));
        }

        if (!values.SequenceEqual(values.Order()))
            errors.Add(new("FieldValueInvalid", $"{path}.values", $"Invalid value: {shown}: must be ordered"));
    }

    private static string GoList(string[] values) => $"[{string.Join(' ', values.Select(GoValue.Quote))}]";
}
