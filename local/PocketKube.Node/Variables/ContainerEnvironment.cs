using System.Text;
using k8s.Models;
using PocketKube.Node.Images;
using PocketKube.Node.Objects;
using PocketKube.Node.Watching;

namespace PocketKube.Node.Variables;

/// <summary>Works out the environment of a container: the image's, then <c>envFrom</c>, then <c>env</c>.</summary>
internal sealed class ContainerEnvironment(ObjectReader objects, V1Pod pod, string nodeName)
{
    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    public async Task<(IReadOnlyDictionary<string, string> Variables, PodProblem? Problem)> ResolveAsync(
        V1Container container,
        LocalImage image,
        CancellationToken cancellationToken
    )
    {
        var variables = new Dictionary<string, string>
        {
            ["PATH"] = DefaultPath,
            ["HOME"] = "/root",
            ["HOSTNAME"] = pod.Metadata.Name,
        };
        foreach ((string? name, string? value) in image.Environment)
            variables[name] = value;
        foreach (V1EnvFromSource? source in container.EnvFrom ?? [])
        {
            if (await AddAllAsync(variables, source, cancellationToken) is { } problem)
                return (variables, problem);
        }
        foreach (V1EnvVar? variable in container.Env ?? [])
        {
            if (variable.ValueFrom is null)
                variables[variable.Name] = VariableExpansion.Expand(variable.Value ?? "", variables);
            else if (await AddAsync(variables, variable, cancellationToken) is { } problem)
                return (variables, problem);
        }
        return (variables, null);
    }

    private async Task<PodProblem?> AddAllAsync(
        Dictionary<string, string> variables,
        V1EnvFromSource source,
        CancellationToken cancellationToken
    )
    {
        (string? kind, string? name, bool? optional) = source.ConfigMapRef is { } map
            ? ("ConfigMap", map.Name, map.Optional)
            : ("Secret", source.SecretRef?.Name ?? "", source.SecretRef?.Optional);
        ObjectReference reference = Reference(kind, name);
        if (await objects.ReadAsync(reference, cancellationToken) is not { } content)
            return optional == true ? null : NotFound(reference);
        foreach ((string? key, byte[]? value) in content)
        {
            // As the kubelet does: skip a key that can't be a variable's name.
            string variable = (source.Prefix ?? "") + key;
            if (!variable.Contains('=', StringComparison.Ordinal))
                variables[variable] = Encoding.UTF8.GetString(value);
        }
        return null;
    }

    private async Task<PodProblem?> AddAsync(Dictionary<string, string> variables, V1EnvVar variable, CancellationToken cancellationToken)
    {
        V1EnvVarSource from = variable.ValueFrom;
        if (from.FieldRef is { } field)
        {
            if (Field(field.FieldPath) is not { } value)
                return new PodProblem("CreateContainerConfigError", $"the local node doesn't know the field {field.FieldPath}");
            variables[variable.Name] = value;
            return null;
        }
        (string? kind, string? name, string? key, bool? optional) = (from.ConfigMapKeyRef, from.SecretKeyRef) switch
        {
            ({ } map, _) => ("ConfigMap", map.Name, map.Key, map.Optional),
            (_, { } secret) => ("Secret", secret.Name, secret.Key, secret.Optional),
            _ => ("", "", "", null),
        };
        if (kind.Length == 0)
            return new PodProblem("CreateContainerConfigError", $"the local node can't give {variable.Name} its value");
        ObjectReference reference = Reference(kind, name);
        IReadOnlyDictionary<string, byte[]>? content = await objects.ReadAsync(reference, cancellationToken);
        if (content?.GetValueOrDefault(key) is { } bytes)
        {
            variables[variable.Name] = Encoding.UTF8.GetString(bytes);
        }
        else if (optional != true)
        {
            return content is null
                ? NotFound(reference)
                : new PodProblem(
                    "CreateContainerConfigError",
                    $"couldn't find key {key} in {kind} {reference.Namespace}/{name}",
                    reference
                );
        }
        return null;
    }

    private string? Field(string path)
    {
        if (Subscript(path, "metadata.labels") is { } label)
            return pod.Metadata.Labels?.TryGetValue(label, out string? value) == true ? value : "";
        if (Subscript(path, "metadata.annotations") is { } annotation)
            return pod.Metadata.Annotations?.TryGetValue(annotation, out string? value) == true ? value : "";
        return path switch
        {
            "metadata.name" => pod.Metadata.Name,
            "metadata.namespace" => pod.Metadata.NamespaceProperty,
            "metadata.uid" => pod.Metadata.Uid,
            "spec.nodeName" => nodeName,
            "spec.serviceAccountName" => pod.Spec.ServiceAccountName ?? "default",
            "status.podIP" or "status.podIPs" or "status.hostIP" => NodeAddress.Loopback,
            _ => null,
        };
    }

    private static string? Subscript(string path, string field) =>
        path.StartsWith(field + "['", StringComparison.Ordinal) && path.EndsWith("']", StringComparison.Ordinal)
            ? path[(field.Length + 2)..^2]
            : null;

    private ObjectReference Reference(string kind, string name) => new(kind, pod.Metadata.NamespaceProperty, name);

    private static PodProblem NotFound(ObjectReference reference) =>
        new("CreateContainerConfigError", $"{reference.Kind.ToLowerInvariant()} \"{reference.Name}\" not found", reference);
}
