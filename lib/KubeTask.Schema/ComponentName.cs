using System.Reflection;
using System.Text.RegularExpressions;
using k8s.Models;

namespace KubeTask.Schema;

/// <summary>Names of components in an OpenAPI document. kubectl shows the part after the last dot as a field's type.</summary>
public static partial class ComponentName
{
    /// <summary>
    /// The name of a Kubernetes type, such as <c>io.k8s.api.batch.v1.Job</c>. Types that aren't kinds are named as part of core.
    /// </summary>
    public static string Of(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (type == typeof(IntOrString))
            return "io.k8s.apimachinery.pkg.util.intstr.IntOrString";

        if (type == typeof(ResourceQuantity))
            return "io.k8s.apimachinery.pkg.api.resource.Quantity";

        Match name = Versioned().Match(type.Name);
        if (!name.Success)
            return "io.k8s." + type.Name;

        string group = type.GetCustomAttribute<KubernetesEntityAttribute>()?.Group is { Length: > 0 } g ? g.Split('.')[0] : "core";
        string package = s_meta.Contains(type) ? "io.k8s.apimachinery.pkg.apis.meta" : "io.k8s.api." + group;
        return $"{package}.v{name.Groups["version"].Value}.{name.Groups["name"].Value}";
    }

    /// <summary>The name of a custom resource's kind: the group's labels in reverse order, the version, the kind.</summary>
    public static string Of(string group, string version, string kind)
    {
        ArgumentNullException.ThrowIfNull(group);
        return string.Join('.', [.. group.Split('.').Reverse(), version, kind]);
    }

    private static readonly HashSet<Type> s_meta =
    [
        typeof(V1ObjectMeta),
        typeof(V1ListMeta),
        typeof(V1OwnerReference),
        typeof(V1ManagedFieldsEntry),
        typeof(V1LabelSelector),
        typeof(V1LabelSelectorRequirement),
        typeof(V1Condition),
        typeof(V1DeleteOptions),
        typeof(V1Status),
    ];

    // V1JobSpec, Corev1Event, V1alpha3WorkloadReference
    [GeneratedRegex(@"\A[A-Za-z]*?[vV](?<version>\d+(?:(?:alpha|beta)\d+)?)(?<name>[A-Z].*)\z")]
    private static partial Regex Versioned();
}
