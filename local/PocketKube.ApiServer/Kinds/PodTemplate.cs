using System.Text.Json.Nodes;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Kinds.PodSpecs;
using PocketKube.ApiServer.Storage;
using PocketKube.ApiServer.Validation;

namespace PocketKube.ApiServer.Kinds;

/// <summary>Defaults and rules of a pod's spec, which Pods, Jobs and Deployments share.</summary>
internal static class PodTemplate
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

        foreach (JsonObject container in ContainersOf(spec))
            DefaultContainer(container);

        foreach (JsonObject volume in (spec.Array("volumes") ?? []).OfType<JsonObject>())
            DefaultVolume(volume);
    }

    public static void Validate(JsonObject spec, string path, List<FieldError> errors)
    {
        HashSet<string> volumes = VolumeRules.Validate(spec.Array("volumes"), $"{path}.volumes", errors);
        if (spec.Array("containers") is not { Count: > 0 })
            errors.Add(FieldError.Required($"{path}.containers"));

        ValidateContainers(spec, "containers", path, volumes, errors);
        ValidateContainers(spec, "initContainers", path, volumes, errors);
        ValidateInitNames(spec, path, errors);
        if (spec.Text("restartPolicy") is { } policy and not ("Always" or "OnFailure" or "Never"))
            errors.Add(FieldError.NotSupported($"{path}.restartPolicy", JsonValue.Create(policy), ["Always", "Never", "OnFailure"]));

        MetadataRules.ValidateLabels(spec["nodeSelector"], $"{path}.nodeSelector", errors);
        SchedulingRules.ValidateAffinity(spec.Object("affinity"), $"{path}.affinity", errors);
        if (spec.Text("serviceAccountName") is { Length: > 0 } account)
            MetadataRules.ValidateSubdomain(account, $"{path}.serviceAccountName", errors);

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

        SchedulingRules.ValidateTolerations(spec.Array("tolerations"), $"{path}.tolerations", errors);
        if (spec.Text("runtimeClassName") is { } runtime)
            MetadataRules.ValidateSubdomain(runtime, $"{path}.runtimeClassName", errors);
    }

    /// <summary>What is allowed and still looks like a mistake.</summary>
    public static void Warn(JsonObject spec, string path, List<string> warnings)
    {
        foreach ((JsonObject container, string at) in Containers(spec))
            ContainerRules.Warn(container, $"{path}.{at}", warnings);
    }

    public static IEnumerable<JsonObject> ContainersOf(JsonObject spec) => Containers(spec).Select(c => c.Container);

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

    private static void ValidateContainers(JsonObject spec, string list, string path, IReadOnlySet<string> volumes, List<FieldError> errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach ((JsonObject container, string at) in Containers(spec, list))
        {
            string field = $"{path}.{at}.name";
            string name = container.Text("name") ?? "";
            if (name.Length == 0)
                errors.Add(FieldError.Required(field));
            else
                MetadataRules.ValidateLabelName(name, field, errors);

            if (!names.Add(name))
                errors.Add(FieldError.Duplicate(field, JsonValue.Create(name)));

            ContainerRules.Validate(container, $"{path}.{at}", volumes, errors);
        }
    }

    /// <summary>An init container's name is the only one in the whole pod.</summary>
    private static void ValidateInitNames(JsonObject spec, string path, List<FieldError> errors)
    {
        var names = (spec.Array("containers") ?? []).Select(c => c.Text("name") ?? "").ToHashSet(StringComparer.Ordinal);
        foreach ((JsonObject container, string at) in Containers(spec, "initContainers"))
        {
            string name = container.Text("name") ?? "";
            if (names.Contains(name))
                errors.Add(FieldError.Duplicate($"{path}.{at}.name", JsonValue.Create(name)));

            if (name.Length > 0)
                names.Add(name);
        }
    }

    private static IEnumerable<(JsonObject Container, string At)> Containers(JsonObject spec) =>
        [.. Containers(spec, "initContainers"), .. Containers(spec, "containers")];

    private static IEnumerable<(JsonObject Container, string At)> Containers(JsonObject spec, string list)
    {
        JsonArray containers = spec.Array(list) ?? [];
        for (int i = 0; i < containers.Count; i++)
        {
            if (containers[i] is JsonObject container)
                yield return (container, $"{list}[{i}]");
        }
    }

    private static bool IsLatest(string image)
    {
        string last = image[(image.LastIndexOf('/') + 1)..];
        return !last.Contains('@', StringComparison.Ordinal)
            && (!last.Contains(':', StringComparison.Ordinal) || last.EndsWith(":latest", StringComparison.Ordinal));
    }
}
