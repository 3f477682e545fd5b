using System.Text.Json.Nodes;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Storage;
using PocketKube.ApiServer.Validation;

namespace PocketKube.ApiServer.Kinds.PodSpecs;

/// <summary>Rules of a container's requests and limits.</summary>
internal static class ResourceRules
{
    private const string HugePages = "hugepages-";

    private static readonly HashSet<string> s_standard = new(StringComparer.Ordinal) { "cpu", "memory", "ephemeral-storage" };

    /// <summary>Standard names of other places: quotas and volumes.</summary>
    private static readonly HashSet<string> s_elsewhere = new(StringComparer.Ordinal) { "pods", "services", "secrets", "storage" };

    public static void Validate(JsonObject? resources, string path, List<FieldError> errors)
    {
        JsonObject limits = resources.Object("limits") ?? [];
        JsonObject requests = resources.Object("requests") ?? [];
        foreach ((string name, JsonNode? value) in limits)
            ValidateAmount(name, value, $"{path}.limits[{name}]", errors);

        foreach ((string name, JsonNode? value) in requests)
        {
            Quantity request = ValidateAmount(name, value, $"{path}.requests[{name}]", errors);
            // cpu and memory may be promised more often than they are there; others not.
            bool overcommit = IsNative(name) && !IsHugePages(name);
            if (limits[name].AsText() is { } text)
            {
                var limit = Quantity.Parse(text, out _);
                int compared = request.CompareTo(limit);
                if (overcommit ? compared > 0 : compared != 0)
                {
                    string rule = overcommit ? "must be less than or equal to" : "must be equal to";
                    var shown = JsonValue.Create(request.ToString());
                    errors.Add(FieldError.Invalid($"{path}.requests", shown, $"{rule} {name} limit of {limit}"));
                }
            }
            else if (!overcommit)
            {
                errors.Add(FieldError.Required($"{path}.limits", "Limit must be set for non overcommitable resources"));
            }
        }

        string[] all = [.. limits.Select(l => l.Key), .. requests.Select(r => r.Key)];
        if (all.Any(IsHugePages) && !all.Any(name => name is "cpu" or "memory"))
            errors.Add(FieldError.Forbidden(path, "HugePages require cpu or memory"));
    }

    private static Quantity ValidateAmount(string name, JsonNode? value, string path, List<FieldError> errors)
    {
        ValidateName(name, path, errors);
        var amount = Quantity.Parse(value.AsText() ?? "0", out _);
        var shown = JsonValue.Create(amount.ToString());
        if (amount.Sign < 0)
            errors.Add(FieldError.Invalid(path, shown, "must be greater than or equal to 0"));

        if (!IsNative(name) && !amount.IsWhole)
            errors.Add(FieldError.Invalid(path, shown, "must be an integer"));

        return amount;
    }

    private static void ValidateName(string name, string path, List<FieldError> errors)
    {
        var value = JsonValue.Create(name);
        bool qualified = MetadataRules.ValidateQualifiedName(name, path, errors);
        if (name.Contains('/', StringComparison.Ordinal))
        {
            if (!IsNative(name) && name.StartsWith("requests.", StringComparison.Ordinal))
                errors.Add(FieldError.Invalid(path, value, "doesn't follow extended resource name standard"));

            return;
        }

        if (qualified && !s_standard.Contains(name) && !IsHugePages(name) && !s_elsewhere.Contains(name))
            errors.Add(FieldError.Invalid(path, value, "must be a standard resource type or fully qualified"));

        if (!s_standard.Contains(name) && !IsHugePages(name))
            errors.Add(FieldError.Invalid(path, value, "must be a standard resource for containers"));
    }

    private static bool IsHugePages(string name) => name.StartsWith(HugePages, StringComparison.Ordinal);

    private static bool IsNative(string name) =>
        !name.Contains('/', StringComparison.Ordinal) || name.Contains("kubernetes.io/", StringComparison.Ordinal);
}
