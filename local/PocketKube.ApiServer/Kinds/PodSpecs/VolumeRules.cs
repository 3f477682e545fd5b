using System.Text.Json.Nodes;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Storage;
using PocketKube.ApiServer.Validation;

namespace PocketKube.ApiServer.Kinds.PodSpecs;

/// <summary>Rules of a pod's volumes: of all of them, and of the sources that a Job of KubeTask can have.</summary>
internal static class VolumeRules
{
    private const string OneType = "may not specify more than 1 volume type";
    private const string FileMode = "must be a number between 0 and 0777 (octal), both inclusive";

    /// <returns>The names of the volumes that are valid: a mount of another one finds none.</returns>
    public static HashSet<string> Validate(JsonArray? volumes, string path, List<FieldError> errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < (volumes?.Count ?? 0); i++)
        {
            var wrong = new List<FieldError>();
            string at = $"{path}[{i}]";
            ValidateSource(volumes![i] as JsonObject ?? [], at, wrong);
            string name = volumes[i].Text("name") ?? "";
            if (name.Length == 0)
                wrong.Add(FieldError.Required($"{at}.name"));
            else
                MetadataRules.ValidateLabelName(name, $"{at}.name", wrong);

            if (names.Contains(name))
                wrong.Add(FieldError.Duplicate($"{at}.name", JsonValue.Create(name)));

            if (wrong.Count == 0)
                names.Add(name);

            errors.AddRange(wrong);
        }

        return names;
    }

    private static void ValidateSource(JsonObject volume, string path, List<FieldError> errors)
    {
        string[] sources = [.. volume.Where(p => p.Key != "name" && p.Value is JsonObject).Select(p => p.Key)];
        if (sources.Length == 0)
            errors.Add(FieldError.Required(path, "must specify a volume type"));

        foreach (string other in sources.Skip(1))
            errors.Add(FieldError.Forbidden($"{path}.{other}", OneType));

        JsonObject? source = sources.Length == 0 ? null : volume.Object(sources[0]);
        switch (sources.FirstOrDefault())
        {
            case "configMap":
                ValidateFiles(source, "name", $"{path}.configMap", errors);
                break;
            case "secret":
                ValidateFiles(source, "secretName", $"{path}.secret", errors);
                break;
            case "projected":
                ValidateProjected(source, $"{path}.projected", errors);
                break;
            case "hostPath" when string.IsNullOrEmpty(source.Text("path")):
                errors.Add(FieldError.Required($"{path}.hostPath.path"));
                break;
            case "persistentVolumeClaim" when string.IsNullOrEmpty(source.Text("claimName")):
                errors.Add(FieldError.Required($"{path}.persistentVolumeClaim.claimName"));
                break;
            case "emptyDir" when Quantity.Parse(source.Text("sizeLimit") ?? "0", out _).Sign < 0:
                errors.Add(FieldError.Forbidden($"{path}.emptyDir.sizeLimit", "SizeLimit field must be a valid resource quantity"));
                break;
        }
    }

    private static void ValidateFiles(JsonObject? source, string name, string path, List<FieldError> errors)
    {
        if (string.IsNullOrEmpty(source.Text(name)))
            errors.Add(FieldError.Required($"{path}.{name}"));

        ValidateMode(source, "defaultMode", path, errors);
        ValidateItems(source, path, errors);
    }

    private static void ValidateItems(JsonObject? source, string path, List<FieldError> errors)
    {
        JsonArray items = source.Array("items") ?? [];
        for (int i = 0; i < items.Count; i++)
        {
            string at = $"{path}.items[{i}]";
            foreach (string field in (string[])["key", "path"])
            {
                if (string.IsNullOrEmpty(items[i].Text(field)))
                    errors.Add(FieldError.Required($"{at}.{field}"));
            }

            PathRules.ValidateFile(items[i].Text("path") ?? "", $"{at}.path", errors);
            ValidateMode(items[i] as JsonObject, "mode", at, errors);
        }
    }

    private static void ValidateProjected(JsonObject? projected, string path, List<FieldError> errors)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        JsonArray sources = projected.Array("sources") ?? [];
        for (int i = 0; i < sources.Count; i++)
        {
            string at = $"{path}.sources[{i}]";
            foreach (string kind in (string[])["secret", "configMap"])
            {
                if (sources[i].Object(kind) is not { } source)
                    continue;

                if (string.IsNullOrEmpty(source.Text("name")))
                    errors.Add(FieldError.Required($"{at}.{kind}.name"));

                ValidateItems(source, $"{at}.{kind}", errors);
                foreach (string file in (source.Array("items") ?? []).Select(f => f.Text("path") ?? "").Where(f => f.Length > 0))
                {
                    if (!paths.Add(file))
                        errors.Add(FieldError.Invalid(path, source["name"], "conflicting duplicate paths"));
                }
            }

            if (sources[i].Object("serviceAccountToken") is { } token)
                ValidateToken(token, at, path, errors);

            if ((sources[i] as JsonObject)?.Count(p => p.Value is JsonObject) > 1)
                errors.Add(FieldError.Forbidden(at, OneType));
        }

        ValidateMode(projected, "defaultMode", path, errors);
    }

    private static void ValidateToken(JsonObject token, string at, string path, List<FieldError> errors)
    {
        if (token.Number("expirationSeconds") is < 600)
        {
            const string TooShort = "may not specify a duration less than 10 minutes";
            errors.Add(FieldError.Invalid($"{at}.serviceAccountToken.expirationSeconds", token["expirationSeconds"], TooShort));
        }

        if (string.IsNullOrEmpty(token.Text("path")))
            errors.Add(FieldError.Required($"{path}.path"));
    }

    private static void ValidateMode(JsonObject? value, string field, string path, List<FieldError> errors)
    {
        if (value.Number(field) is < 0 or > 511)
            errors.Add(FieldError.Invalid($"{path}.{field}", value![field], FileMode));
    }
}
