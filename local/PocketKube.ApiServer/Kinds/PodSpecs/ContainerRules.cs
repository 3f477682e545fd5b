using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Storage;
using PocketKube.ApiServer.Validation;

namespace PocketKube.ApiServer.Kinds.PodSpecs;

/// <summary>Rules of one container: its name, image, ports, variables and mounts.</summary>
internal static partial class ContainerRules
{
    private const string TerminationPolicies = "must be 'File' or 'FallbackToLogsOnError'";

    private const string OneAtATime = "may not have more than one field specified at a time";

    private const string VariableNameMessage =
        "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a "
        + "digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')";

    /// <param name="volumes">Names of the pod's valid volumes.</param>
    public static void Validate(JsonObject container, string path, IReadOnlySet<string> volumes, List<FieldError> errors)
    {
        if (string.IsNullOrEmpty(container.Text("image")))
            errors.Add(FieldError.Required($"{path}.image"));

        if (container.Text("terminationMessagePolicy") is { } policy and not ("File" or "FallbackToLogsOnError"))
            errors.Add(FieldError.Invalid($"{path}.terminationMessagePolicy", JsonValue.Create(policy), TerminationPolicies));

        ValidatePorts(container, $"{path}.ports", errors);
        ValidateVariables(container, $"{path}.env", errors);
        ValidateSources(container, $"{path}.envFrom", errors);
        ValidateMounts(container, $"{path}.volumeMounts", volumes, errors);
        if (container.Text("imagePullPolicy") is { } pull and not ("Always" or "IfNotPresent" or "Never"))
            errors.Add(FieldError.NotSupported($"{path}.imagePullPolicy", JsonValue.Create(pull), ["Always", "IfNotPresent", "Never"]));

        ResourceRules.Validate(container.Object("resources"), $"{path}.resources", errors);
    }

    /// <summary>What is allowed and still looks like a mistake: a variable that is there twice.</summary>
    public static void Warn(JsonObject container, string path, List<string> warnings)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        JsonArray variables = container.Array("env") ?? [];
        for (int i = 0; i < variables.Count; i++)
        {
            string name = variables[i].Text("name") ?? "";
            string value = variables[i].Text("value") ?? "";
            string reference = $"$({name})";
            // "$(A) more" extends the former value; anything else hides it.
            bool extends = value != reference && value.Contains(reference, StringComparison.Ordinal);
            bool hides = variables[i].Object("valueFrom") is not null || !extends;
            if (!names.Add(name) && hides)
            {
                string quoted = GoValue.Quote(name);
                warnings.Add($"{path}.env[{i}]: hides previous definition of {quoted}, which may be dropped when using apply");
            }
        }
    }

    private static void ValidatePorts(JsonObject container, string path, List<FieldError> errors)
    {
        JsonArray ports = container.Array("ports") ?? [];
        for (int i = 0; i < ports.Count; i++)
        {
            if (ports[i].Number("containerPort") is null or 0)
            {
                errors.Add(FieldError.Required($"{path}[{i}].containerPort"));
            }
            else if (ports[i].Number("containerPort") is < 1 or > 65535)
            {
                JsonNode? port = ports[i]!["containerPort"];
                errors.Add(FieldError.Invalid($"{path}[{i}].containerPort", port, "must be between 1 and 65535, inclusive"));
            }
        }
    }

    private static void ValidateVariables(JsonObject container, string path, List<FieldError> errors)
    {
        JsonArray variables = container.Array("env") ?? [];
        for (int i = 0; i < variables.Count; i++)
        {
            string name = variables[i].Text("name") ?? "";
            if (name.Length == 0)
                errors.Add(FieldError.Required($"{path}[{i}].name"));
            else
                ValidateVariableName(name, $"{path}[{i}].name", errors);

            if (variables[i].Object("valueFrom") is { } source)
                ValidateSource(source, variables[i].Text("value") ?? "", $"{path}[{i}].valueFrom", errors);
        }
    }

    private static void ValidateVariableName(string name, string path, List<FieldError> errors)
    {
        var value = JsonValue.Create(name);
        if (!VariableName().IsMatch(name))
            errors.Add(FieldError.Invalid(path, value, VariableNameMessage));

        if (name is "." or "..")
            errors.Add(FieldError.Invalid(path, value, $"must not be '{name}'"));
        else if (name.StartsWith("..", StringComparison.Ordinal))
            errors.Add(FieldError.Invalid(path, value, "must not start with '..'"));
    }

    private static void ValidateSource(JsonObject source, string value, string path, List<FieldError> errors)
    {
        int sources = 0;
        foreach (string kind in (string[])["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef"])
        {
            if (source.Object(kind) is not { } reference)
                continue;

            sources++;
            string required = kind switch
            {
                "fieldRef" => "fieldPath",
                "resourceFieldRef" => "resource",
                _ => "key",
            };
            if (required == "key")
                MetadataRules.ValidateSubdomain(reference.Text("name") ?? "", $"{path}.{kind}.name", errors);

            if (string.IsNullOrEmpty(reference.Text(required)))
                errors.Add(FieldError.Required($"{path}.{kind}.{required}"));
        }

        string? wrong =
            sources == 0 ? "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`"
            : value.Length > 0 ? "may not be specified when `value` is not empty"
            : sources > 1 ? OneAtATime
            : null;
        if (wrong is not null)
            errors.Add(FieldError.Invalid(path, JsonValue.Create(""), wrong));
    }

    private static void ValidateSources(JsonObject container, string path, List<FieldError> errors)
    {
        JsonArray sources = container.Array("envFrom") ?? [];
        for (int i = 0; i < sources.Count; i++)
        {
            if (sources[i].Text("prefix") is { Length: > 0 } prefix)
                ValidateVariableName(prefix, $"{path}[{i}].prefix", errors);

            string[] given = [.. ((string[])["configMapRef", "secretRef"]).Where(kind => sources[i].Object(kind) is not null)];
            foreach (string kind in given.Where(kind => string.IsNullOrEmpty(sources[i].Object(kind).Text("name"))))
                errors.Add(FieldError.Required($"{path}[{i}].{kind}.name"));

            if (given.Length != 1)
            {
                string why = given.Length == 0 ? "must specify one of: `configMapRef` or `secretRef`" : OneAtATime;
                errors.Add(FieldError.Invalid(path, JsonValue.Create(""), why));
            }
        }
    }

    private static void ValidateMounts(JsonObject container, string path, IReadOnlySet<string> volumes, List<FieldError> errors)
    {
        var mountPaths = new HashSet<string>(StringComparer.Ordinal);
        JsonArray mounts = container.Array("volumeMounts") ?? [];
        for (int i = 0; i < mounts.Count; i++)
        {
            string at = $"{path}[{i}]";
            string volume = mounts[i].Text("name") ?? "";
            if (volume.Length == 0)
                errors.Add(FieldError.Required($"{at}.name"));

            if (!volumes.Contains(volume))
                errors.Add(FieldError.NotFound($"{at}.name", JsonValue.Create(volume)));

            string mountPath = mounts[i].Text("mountPath") ?? "";
            if (mountPath.Length == 0)
                errors.Add(FieldError.Required($"{at}.mountPath"));

            if (!mountPaths.Add(mountPath))
                errors.Add(FieldError.Invalid($"{at}.mountPath", JsonValue.Create(mountPath), "must be unique"));

            // The real server leaves the index out of these paths.
            string subPath = mounts[i].Text("subPath") ?? "";
            string expression = mounts[i].Text("subPathExpr") ?? "";
            PathRules.ValidateInside(subPath, $"{path}.subPath", errors);
            if (subPath.Length > 0 && expression.Length > 0)
            {
                const string Both = "subPathExpr and subPath are mutually exclusive";
                errors.Add(FieldError.Invalid($"{at}.subPathExpr", JsonValue.Create(expression), Both));
            }

            PathRules.ValidateInside(expression, $"{path}.subPathExpr", errors);
        }
    }

    [GeneratedRegex(@"\A[-._a-zA-Z][-._a-zA-Z0-9]*\z")]
    private static partial Regex VariableName();
}
