using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Storage;
using PocketKube.ApiServer.Validation;

namespace PocketKube.ApiServer.Kinds;

/// <summary>Defaults and rules of a pod's spec, which Pods, Jobs and Deployments share.</summary>
internal static partial class PodTemplate
{
    public static void Default(JsonObject spec)
    {
        spec.Default("restartPolicy", "Always");
        spec.Default("terminationGracePeriodSeconds", 30);
        spec.Default("dnsPolicy", "ClusterFirst");
        spec.Default("securityContext", new JsonObject());
        spec.Default("schedulerName", "default-scheduler");
        if (spec.Text("serviceAccountName") is { Length: > 0 } account)
            spec.Default("serviceAccount", account);

        foreach (JsonObject? container in Containers(spec).Select(c => c.Container))
            DefaultContainer(container);

        foreach (JsonObject volume in (spec.Array("volumes") ?? []).OfType<JsonObject>())
            DefaultVolume(volume);
    }

    public static void Validate(JsonObject spec, string path, List<FieldError> errors)
    {
        if (spec.Array("containers") is not { Count: > 0 })
            errors.Add(FieldError.Required($"{path}.containers"));

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach ((JsonObject? container, string? at) in Containers(spec))
        {
            ValidateContainer(container, $"{path}.{at}", names, VolumeNames(spec), errors);
        }

        if (spec.Text("restartPolicy") is { } policy and not ("Always" or "OnFailure" or "Never"))
            errors.Add(FieldError.NotSupported($"{path}.restartPolicy", JsonValue.Create(policy), ["Always", "Never", "OnFailure"]));

        if (spec.Number("activeDeadlineSeconds") is < 1 or > int.MaxValue)
        {
            errors.Add(
                FieldError.Invalid(
                    $"{path}.activeDeadlineSeconds",
                    spec["activeDeadlineSeconds"],
                    "must be between 1 and 2147483647, inclusive"
                )
            );
        }
    }

    private static HashSet<string> VolumeNames(JsonObject spec) =>
        (spec.Array("volumes") ?? []).Select(v => v.Text("name") ?? "").ToHashSet(StringComparer.Ordinal);

    private static void DefaultContainer(JsonObject container)
    {
        container.Default("resources", new JsonObject());
        container.Default("terminationMessagePath", "/dev/termination-log");
        container.Default("terminationMessagePolicy", "File");
        container.Default("imagePullPolicy", IsLatest(container.Text("image") ?? "") ? "Always" : "IfNotPresent");
        foreach (JsonObject port in (container.Array("ports") ?? []).OfType<JsonObject>())
            port.Default("protocol", "TCP");

        foreach (JsonObject variable in (container.Array("env") ?? []).OfType<JsonObject>())
            variable.Object("valueFrom").Object("fieldRef")?.Default("apiVersion", "v1");
    }

    private static void DefaultVolume(JsonObject volume)
    {
        if (volume.All(p => p.Key == "name"))
            volume["emptyDir"] = new JsonObject();

        volume.Object("configMap")?.Default("defaultMode", 420);
        volume.Object("secret")?.Default("defaultMode", 420);
        if (volume.Object("projected") is { } projected)
        {
            projected.Default("defaultMode", 420);
            foreach (JsonNode? source in projected.Array("sources") ?? [])
                source.Object("serviceAccountToken")?.Default("expirationSeconds", 3600);
        }
    }

    private static void ValidateContainer(
        JsonObject container,
        string path,
        HashSet<string> names,
        HashSet<string> volumes,
        List<FieldError> errors
    )
    {
        string name = container.Text("name") ?? "";
        if (name.Length == 0)
        {
            errors.Add(FieldError.Required($"{path}.name"));
        }
        else if (!Label().IsMatch(name) || name.Length > 63)
        {
            errors.Add(FieldError.Invalid($"{path}.name", JsonValue.Create(name), MetadataRules.LabelMessage));
        }
        else if (!names.Add(name))
        {
            errors.Add(FieldError.Duplicate($"{path}.name", JsonValue.Create(name)));
        }

        if (string.IsNullOrEmpty(container.Text("image")))
            errors.Add(FieldError.Required($"{path}.image"));

        var mountPaths = new HashSet<string>(StringComparer.Ordinal);
        JsonArray mounts = container.Array("volumeMounts") ?? [];
        for (int i = 0; i < mounts.Count; i++)
        {
            string at = $"{path}.volumeMounts[{i}]";
            string volume = mounts[i].Text("name") ?? "";
            if (volume.Length == 0)
            {
                errors.Add(FieldError.Required($"{at}.name"));
            }
            else if (!volumes.Contains(volume))
            {
                errors.Add(new("FieldValueNotFound", $"{at}.name", $"Not found: {GoValue.Quote(volume)}"));
            }

            string mountPath = mounts[i].Text("mountPath") ?? "";
            if (mountPath.Length == 0)
            {
                errors.Add(FieldError.Required($"{at}.mountPath"));
            }
            else if (!mountPaths.Add(mountPath))
            {
                errors.Add(FieldError.Invalid($"{at}.mountPath", JsonValue.Create(mountPath), "must be unique"));
            }

            if (mounts[i].Text("subPath") is { } subPath && (subPath.StartsWith('/') || subPath.Split('/').Contains("..")))
            {
                errors.Add(
                    FieldError.Invalid(
                        $"{at}.subPath",
                        JsonValue.Create(subPath),
                        subPath.StartsWith('/') ? "must be a relative path" : "must not contain '..'"
                    )
                );
            }
        }
    }

    private static IEnumerable<(JsonObject Container, string At)> Containers(JsonObject spec)
    {
        foreach (string list in (string[])["initContainers", "containers"])
        {
            JsonArray containers = spec.Array(list) ?? [];
            for (int i = 0; i < containers.Count; i++)
            {
                if (containers[i] is JsonObject container)
                    yield return (container, $"{list}[{i}]");
            }
        }
    }

    private static bool IsLatest(string image)
    {
        string last = image[(image.LastIndexOf('/') + 1)..];
        return !last.Contains('@', StringComparison.Ordinal)
            && (!last.Contains(':', StringComparison.Ordinal) || last.EndsWith(":latest", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex Label();
}
