using k8s.Models;

namespace KubeTask.Core.Jobs;

/// <summary>
/// Whether the keys that a Job's pod mounts are missing in a context ConfigMap. A crash between the two writes leaves an old ConfigMap. If
/// a Context's mounts have changed since, a new Job names keys that it doesn't have, and the pod would wait forever.
/// </summary>
public static class ContextFit
{
    public static bool Lacks(V1Job job, V1ConfigMap configMap) =>
        KeysFrom(job, configMap.Metadata.Name)
            .Any(k => configMap.Data?.ContainsKey(k) != true && configMap.BinaryData?.ContainsKey(k) != true);

    private static IEnumerable<string> KeysFrom(V1Job job, string configMap)
    {
        foreach (V1Volume volume in job.Spec?.Template?.Spec?.Volumes ?? [])
        {
            if (volume.ConfigMap is { } one && one.Name == configMap)
            {
                foreach (V1KeyToPath item in one.Items ?? [])
                    yield return item.Key;
            }

            foreach (
                V1ConfigMapProjection part in (volume.Projected?.Sources ?? [])
                    .Select(s => s.ConfigMap)
                    .Where(c => c?.Name == configMap)
                    .OfType<V1ConfigMapProjection>()
            )
            {
                foreach (V1KeyToPath item in part.Items ?? [])
                    yield return item.Key;
            }
        }
    }
}
