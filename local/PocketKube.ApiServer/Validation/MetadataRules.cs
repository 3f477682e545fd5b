using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Resources;
using PocketKube.ApiServer.Storage;

namespace PocketKube.ApiServer.Validation;

/// <summary>The rules of ObjectMeta, in apimachinery's words.</summary>
internal static partial class MetadataRules
{
    private const int AnnotationsLimit = 256 * 1024;

    private const string SubdomainMessage =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must "
        + "start and end with an alphanumeric character "
        + "(e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string LabelMessage =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and "
        + "end with an alphanumeric character "
        + "(e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private const string QualifiedNameMessage =
        "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
        + "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    private const string LabelValueMessage =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must "
        + "start and end with an alphanumeric character "
        + "(e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    /// <summary>Resources whose names are DNS labels of at most 63 characters.</summary>
    private static readonly HashSet<string> s_labelNames = new(StringComparer.Ordinal) { "namespaces", "services" };

    public static void Validate(ResourceDefinition resource, JsonObject value, List<FieldError> errors)
    {
        JsonObject metadata = value.Object("metadata") ?? [];
        string name = metadata.Text("name") ?? "";
        if (name.Length == 0)
        {
            errors.Add(FieldError.Required("metadata.name", "name or generateName is required"));
        }
        else
        {
            ValidateName(resource, name, errors);
        }

        ValidateLabels(metadata["labels"], "metadata.labels", errors);
        ValidateAnnotations(metadata.Object("annotations"), errors);
        ValidateOwners(metadata.Array("ownerReferences"), errors);
        ValidateFinalizers(metadata.Array("finalizers") ?? [], errors);
    }

    /// <summary>Labels, of an object or of a template in it.</summary>
    public static void ValidateLabels(JsonNode? labels, string path, List<FieldError> errors)
    {
        foreach ((string? key, JsonNode? node) in labels as JsonObject ?? [])
        {
            ValidateQualifiedName(key, path, errors);

            string value = node.AsText() ?? "";
            foreach (string wrong in LabelValueErrors(value))
                errors.Add(FieldError.Invalid(path, JsonValue.Create(value), wrong));
        }
    }

    /// <summary>A name that is a DNS label, such as that of a container.</summary>
    public static void ValidateLabelName(string name, string path, List<FieldError> errors)
    {
        if (name.Length > 63)
            errors.Add(FieldError.Invalid(path, JsonValue.Create(name), "must be no more than 63 characters"));

        if (!Label().IsMatch(name))
            errors.Add(FieldError.Invalid(path, JsonValue.Create(name), LabelMessage));
    }

    /// <summary>The name of another object, as most kinds have it.</summary>
    public static void ValidateSubdomain(string name, string path, List<FieldError> errors)
    {
        if (name.Length > 253)
            errors.Add(FieldError.Invalid(path, JsonValue.Create(name), "must be no more than 253 characters"));

        if (!Subdomain().IsMatch(name))
            errors.Add(FieldError.Invalid(path, JsonValue.Create(name), SubdomainMessage));
    }

    /// <summary>The key of a label, the name of a resource or another qualified name.</summary>
    /// <returns>False: it isn't one.</returns>
    public static bool ValidateQualifiedName(string name, string path, List<FieldError> errors)
    {
        int before = errors.Count;
        errors.AddRange(QualifiedNameErrors(name).Select(wrong => FieldError.Invalid(path, JsonValue.Create(name), wrong)));
        return errors.Count == before;
    }

    public static IEnumerable<string> LabelValueErrors(string value)
    {
        if (value.Length > 63)
            yield return "must be no more than 63 characters";

        if (!LabelValue().IsMatch(value))
            yield return LabelValueMessage;
    }

    private static void ValidateName(ResourceDefinition resource, string name, List<FieldError> errors)
    {
        if (s_labelNames.Contains(resource.QualifiedResource))
            ValidateLabelName(name, "metadata.name", errors);
        else
            ValidateSubdomain(name, "metadata.name", errors);
    }

    private static void ValidateAnnotations(JsonObject? annotations, List<FieldError> errors)
    {
        long total = 0;
        foreach ((string? key, JsonNode? node) in annotations ?? [])
        {
            foreach (string wrong in QualifiedNameErrors(key.ToLowerInvariant()))
                errors.Add(FieldError.Invalid("metadata.annotations", JsonValue.Create(key), wrong));

            total += Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount(node.AsText() ?? "");
        }

        if (total > AnnotationsLimit)
            errors.Add(FieldError.TooLong("metadata.annotations", $"may not be more than {AnnotationsLimit} bytes"));
    }

    private static void ValidateOwners(JsonArray? owners, List<FieldError> errors)
    {
        int controllers = 0;
        for (int i = 0; i < (owners?.Count ?? 0); i++)
        {
            JsonNode? owner = owners![i];
            foreach (string field in new[] { "apiVersion", "kind", "name", "uid" })
            {
                if (string.IsNullOrEmpty(owner.Text(field)))
                {
                    errors.Add(
                        FieldError.Invalid(
                            $"metadata.ownerReferences[{i}].{field}",
                            JsonValue.Create(""),
                            field switch
                            {
                                "apiVersion" => "version must not be empty",
                                "uid" => "uid must not be empty",
                                _ => $"{field} must not be empty",
                            }
                        )
                    );
                }
            }

            controllers += owner.Flag("controller") == true ? 1 : 0;
        }

        if (controllers > 1)
        {
            errors.Add(
                FieldError.Invalid(
                    "metadata.ownerReferences",
                    owners,
                    "Only one reference can have Controller set to true. Found \"true\" in references for several owners"
                )
            );
        }
    }

    private static void ValidateFinalizers(JsonArray finalizers, List<FieldError> errors)
    {
        for (int i = 0; i < finalizers.Count; i++)
        {
            string text = finalizers[i].AsText() ?? "";
            ValidateQualifiedName(text, "metadata.finalizers", errors);

            if (!text.Contains('/', StringComparison.Ordinal) && text is not ("kubernetes" or "orphan" or "foregroundDeletion"))
            {
                errors.Add(
                    FieldError.Invalid(
                        $"metadata.finalizers[{i}]",
                        finalizers[i],
                        "name is neither a standard finalizer name nor is it fully qualified"
                    )
                );
            }
        }
    }

    private static IEnumerable<string> QualifiedNameErrors(string key)
    {
        string[] parts = key.Split('/');
        if (parts.Length > 2)
        {
            yield return "a qualified name "
                + QualifiedNameMessage["name part ".Length..]
                + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
            yield break;
        }

        if (parts.Length == 2)
        {
            if (parts[0].Length == 0)
                yield return "prefix part must be non-empty";
            else if (!Subdomain().IsMatch(parts[0]) || parts[0].Length > 253)
                yield return "prefix part " + SubdomainMessage;
        }

        string name = parts[^1];
        if (name.Length == 0)
            yield return "name part must be non-empty";
        else if (name.Length > 63)
            yield return "name part must be no more than 63 characters";

        if (!QualifiedName().IsMatch(name))
            yield return QualifiedNameMessage;
    }

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z")]
    private static partial Regex Subdomain();

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex Label();

    [GeneratedRegex(@"\A([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\z")]
    private static partial Regex QualifiedName();

    [GeneratedRegex(@"\A(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?\z")]
    private static partial Regex LabelValue();
}
