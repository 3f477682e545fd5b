using System.Globalization;
using System.Text.Json.Nodes;
using PocketKube.ApiServer.Crd;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Storage;
using PocketKube.ApiServer.Validation;

namespace PocketKube.ApiServer.Kinds;

/// <summary>Rules of CustomResourceDefinitions.</summary>
internal sealed class DefinitionRules(TimeProvider time) : ObjectRules
{
    public override void Default(JsonObject value)
    {
        JsonObject spec = value.Ensure("spec");
        JsonObject names = spec.Ensure("names");
        string kind = names.Text("kind") ?? "";
        names.Default("singular", kind.ToLowerInvariant());
        names.Default("listKind", kind + "List");
        spec.Default("conversion", new JsonObject { ["strategy"] = "None" });
    }

    public override void PrepareForCreate(JsonObject value)
    {
        // It is served as soon as it is stored, so it says so at once.
        JsonObject spec = value.Ensure("spec");
        value["status"] = new JsonObject
        {
            ["acceptedNames"] = spec.Object("names")?.DeepClone(),
            ["conditions"] = new JsonArray(
                Condition("NamesAccepted", "NoConflicts", "no conflicts found"),
                Condition("Established", "InitialNamesAccepted", "the initial names have been accepted")
            ),
            ["storedVersions"] = new JsonArray([
                .. (spec.Array("versions") ?? []).Where(v => v.Flag("storage") == true).Select(v => (JsonNode)(v.Text("name") ?? "")),
            ]),
        };
    }

    public override void Validate(JsonObject value, List<FieldError> errors)
    {
        JsonObject spec = value.Ensure("spec");
        JsonObject names = spec.Ensure("names");
        Require(spec, "group", "spec.group", errors);
        Require(spec, "scope", "spec.scope", errors);
        Require(names, "plural", "spec.names.plural", errors);
        Require(names, "kind", "spec.names.kind", errors);
        string expected = $"{names.Text("plural")}.{spec.Text("group")}";
        if (value.Object("metadata").Text("name") is { Length: > 0 } name && name != expected)
            errors.Add(FieldError.Invalid("metadata.name", JsonValue.Create(name), $"must be spec.names.plural+\".\"+spec.group"));

        if (spec.Text("scope") is { } scope and not ("Cluster" or "Namespaced"))
            errors.Add(FieldError.NotSupported("spec.scope", JsonValue.Create(scope), ["Cluster", "Namespaced"]));

        JsonArray versions = spec.Array("versions") ?? [];
        if (versions.Count(v => v.Flag("storage") == true) != 1)
            errors.Add(FieldError.Invalid("spec.versions", versions, "must have exactly one version marked as storage version"));

        for (int i = 0; i < versions.Count; i++)
            ValidateSchema(versions[i], $"spec.versions[{i}]", errors);
    }

    private static void ValidateSchema(JsonNode? version, string path, List<FieldError> errors)
    {
        if (version.Object("schema").Object("openAPIV3Schema") is not { } schema)
        {
            errors.Add(FieldError.Required($"{path}.schema.openAPIV3Schema", "schemas are required"));
            return;
        }

        try
        {
            _ = StructuralSchema.Parse(schema);
        }
        catch (ArgumentException e)
        {
            // A pattern that isn't a regular expression.
            errors.Add(FieldError.Invalid($"{path}.schema.openAPIV3Schema", JsonValue.Create(""), e.Message));
        }
    }

    private static void Require(JsonObject value, string field, string path, List<FieldError> errors)
    {
        if (string.IsNullOrEmpty(value.Text(field)))
            errors.Add(FieldError.Required(path));
    }

    private JsonObject Condition(string type, string reason, string message) =>
        new()
        {
            ["type"] = type,
            ["status"] = "True",
            ["lastTransitionTime"] = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["reason"] = reason,
            ["message"] = message,
        };
}
