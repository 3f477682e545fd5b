using System.Collections.Frozen;
using System.Reflection;
using k8s.Models;

namespace KubeTask.Schema;

/// <summary>
/// What the Kubernetes API specifies about its types and the C# models don't: which strings, lists and objects are required
/// (https://kubernetes.io/docs/reference/kubernetes-api, v1.32). The list has only types that KubeTask's kinds embed, or that kubectl
/// explains for them.
/// </summary>
internal static class KubernetesTypes
{
    private static readonly FrozenDictionary<Type, string[]> s_required = new Dictionary<Type, string[]>
    {
        [typeof(V1Condition)] = ["lastTransitionTime", "message", "reason", "status", "type"],
        [typeof(V1JobSpec)] = ["template"],
        [typeof(V1PodSpec)] = ["containers"],
        [typeof(V1Container)] = ["name"],
        [typeof(V1EnvVar)] = ["name"],
        [typeof(V1Volume)] = ["name"],
        [typeof(V1VolumeMount)] = ["mountPath", "name"],
        [typeof(V1VolumeDevice)] = ["devicePath", "name"],
        [typeof(V1KeyToPath)] = ["key", "path"],
        [typeof(V1ConfigMapKeySelector)] = ["key"],
        [typeof(V1SecretKeySelector)] = ["key"],
        [typeof(V1ObjectFieldSelector)] = ["fieldPath"],
        [typeof(V1ResourceFieldSelector)] = ["resource"],
        [typeof(V1DownwardAPIVolumeFile)] = ["path"],
        [typeof(V1ServiceAccountTokenProjection)] = ["path"],
        [typeof(V1ClusterTrustBundleProjection)] = ["path"],
        [typeof(V1HostPathVolumeSource)] = ["path"],
        [typeof(V1PersistentVolumeClaimVolumeSource)] = ["claimName"],
        [typeof(V1PersistentVolumeClaimTemplate)] = ["spec"],
        [typeof(V1NFSVolumeSource)] = ["path", "server"],
        [typeof(V1CSIVolumeSource)] = ["driver"],
        [typeof(V1ISCSIVolumeSource)] = ["iqn", "targetPortal"],
        [typeof(V1AWSElasticBlockStoreVolumeSource)] = ["volumeID"],
        [typeof(V1AzureDiskVolumeSource)] = ["diskName", "diskURI"],
        [typeof(V1AzureFileVolumeSource)] = ["secretName", "shareName"],
        [typeof(V1CephFSVolumeSource)] = ["monitors"],
        [typeof(V1CinderVolumeSource)] = ["volumeID"],
        [typeof(V1FlexVolumeSource)] = ["driver"],
        [typeof(V1GCEPersistentDiskVolumeSource)] = ["pdName"],
        [typeof(V1GitRepoVolumeSource)] = ["repository"],
        [typeof(V1GlusterfsVolumeSource)] = ["endpoints", "path"],
        [typeof(V1PhotonPersistentDiskVolumeSource)] = ["pdID"],
        [typeof(V1PortworxVolumeSource)] = ["volumeID"],
        [typeof(V1QuobyteVolumeSource)] = ["registry", "volume"],
        [typeof(V1RBDVolumeSource)] = ["image", "monitors"],
        [typeof(V1ScaleIOVolumeSource)] = ["gateway", "secretRef", "system"],
        [typeof(V1VsphereVirtualDiskVolumeSource)] = ["volumePath"],
        [typeof(V1TypedLocalObjectReference)] = ["kind", "name"],
        [typeof(V1TypedObjectReference)] = ["kind", "name"],
        [typeof(V1LabelSelectorRequirement)] = ["key", "operator"],
        [typeof(V1NodeSelector)] = ["nodeSelectorTerms"],
        [typeof(V1NodeSelectorRequirement)] = ["key", "operator"],
        [typeof(V1PreferredSchedulingTerm)] = ["preference"],
        [typeof(V1PodAffinityTerm)] = ["topologyKey"],
        [typeof(V1WeightedPodAffinityTerm)] = ["podAffinityTerm"],
        [typeof(V1TopologySpreadConstraint)] = ["topologyKey", "whenUnsatisfiable"],
        [typeof(Corev1ResourceClaim)] = ["name"],
        [typeof(V1Sysctl)] = ["name", "value"],
        [typeof(V1SeccompProfile)] = ["type"],
        [typeof(V1AppArmorProfile)] = ["type"],
        [typeof(V1HTTPGetAction)] = ["port"],
        [typeof(V1HTTPHeader)] = ["name", "value"],
        [typeof(V1TCPSocketAction)] = ["port"],
        [typeof(V1OwnerReference)] = ["apiVersion", "kind", "name", "uid"],
    }.ToFrozenDictionary();

    /// <summary>Whether the type is one of Kubernetes' own types.</summary>
    public static bool Owns(Type type) => type.Assembly == typeof(V1Pod).Assembly;

    public static bool IsRequired(PropertyInfo property)
    {
        Type type = property.DeclaringType!;
        if (!Owns(type))
            return false;

        // In the models optional values are nullable, so a bare value type is a required field.
        return property.PropertyType.IsValueType
            ? Nullable.GetUnderlyingType(property.PropertyType) is null
            : s_required.TryGetValue(type, out string[]? names) && names.Contains(JsonProperties.Name(property), StringComparer.Ordinal);
    }
}
