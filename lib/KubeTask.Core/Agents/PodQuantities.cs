using System.Globalization;
using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Core.Validation;

namespace KubeTask.Core.Agents;

/// <summary>The quantities of an Agent's podSpec.</summary>
internal static class PodQuantities
{
    /// <inheritdoc cref="Quantities.Broken"/>
    public static string? Broken(AgentPodSpec? podSpec) => Quantities.Broken(All(podSpec));

    private static IEnumerable<(string Field, ResourceQuantity? Quantity)> All(AgentPodSpec? podSpec) =>
        [
            .. Quantities.Of("spec.podSpec.resources", podSpec?.Resources),
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
            .. Quantities.Of($"{claimField}.limits", claim?.Limits),
            .. Quantities.Of($"{claimField}.requests", claim?.Requests),
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

    private static IEnumerable<(string, ResourceQuantity?)> Of(string field, IList<V1DownwardAPIVolumeFile>? files) =>
        (files ?? []).Select(
            (file, i) =>
                (
                    string.Create(CultureInfo.InvariantCulture, $"{field}.items[{i}].resourceFieldRef.divisor"),
                    file.ResourceFieldRef?.Divisor
                )
        );
}
