using System.Globalization;
using k8s.Models;
using KubeTask.Core.Api;

namespace KubeTask.Core.Agents;

/// <summary>
/// The quantities of an Agent's podSpec. The API server accepts quantities of any length; a Job can be written with those that a decimal
/// can hold.
/// </summary>
internal static class PodQuantities
{
    /// <summary>Which quantity can't be written, and what to write instead; null if all can.</summary>
    public static string? Broken(AgentPodSpec? podSpec)
    {
        foreach ((string field, ResourceQuantity? quantity) in All(podSpec))
        {
            if (quantity is not null && !CanWrite(quantity))
            {
                return $"{field}: the number is larger than KubeTask can write; write a smaller one, such as 500m, 2 or 1Gi";
            }
        }

        return null;
    }

    private static bool CanWrite(ResourceQuantity quantity)
    {
        try
        {
            // What the client writes into the Job.
            return quantity.ToString().Length > 0;
        }
        catch (Exception e) when (e is OverflowException or FormatException)
        {
            return false;
        }
    }

    private static IEnumerable<(string Field, ResourceQuantity? Quantity)> All(AgentPodSpec? podSpec) =>
        [
            .. Of("spec.podSpec.resources.limits", podSpec?.Resources?.Limits),
            .. Of("spec.podSpec.resources.requests", podSpec?.Resources?.Requests),
            .. (podSpec?.Volumes ?? []).SelectMany(
                (volume, i) => Of(string.Create(CultureInfo.InvariantCulture, $"spec.podSpec.volumes[{i}]"), volume)
            ),
        ];

    private static IEnumerable<(string, ResourceQuantity?)> Of(string field, V1Volume volume)
    {
        V1VolumeResourceRequirements? claim = volume.Ephemeral?.VolumeClaimTemplate?.Spec?.Resources;
        string claimField = $"{field}.ephemeral.volumeClaimTemplate.spec.resources";
        return
        [
            ($"{field}.emptyDir.sizeLimit", volume.EmptyDir?.SizeLimit),
            .. Of($"{claimField}.limits", claim?.Limits),
            .. Of($"{claimField}.requests", claim?.Requests),
            .. Of($"{field}.downwardAPI", volume.DownwardAPI?.Items),
            .. (volume.Projected?.Sources ?? []).SelectMany(
                (source, i) =>
                    Of(
                        string.Create(CultureInfo.InvariantCulture, $"{field}.projected.sources[{i}].downwardAPI"),
                        source.DownwardAPI?.Items
                    )
            ),
        ];
    }

    private static IEnumerable<(string, ResourceQuantity?)> Of(string field, IDictionary<string, ResourceQuantity>? quantities) =>
        (quantities ?? new Dictionary<string, ResourceQuantity>())
            .OrderBy(q => q.Key, StringComparer.Ordinal)
            .Select(q => ($"{field}.{q.Key}", (ResourceQuantity?)q.Value));

    private static IEnumerable<(string, ResourceQuantity?)> Of(string field, IList<V1DownwardAPIVolumeFile>? files) =>
        (files ?? []).Select(
            (file, i) =>
                (
                    string.Create(CultureInfo.InvariantCulture, $"{field}.items[{i}].resourceFieldRef.divisor"),
                    file.ResourceFieldRef?.Divisor
                )
        );
}
