using System.Globalization;
using System.Text.Json.Nodes;
using KubeTask.Local.Keda;

namespace KubeTask.KedaStandIn;

/// <summary>A ScaledObject of KEDA with one trigger of type external-push, as far as a stand-in needs it.</summary>
internal static class ScaledObject
{
    /// <summary>Reads one from the API server.</summary>
    /// <param name="json">The object.</param>
    /// <returns>The Deployment that it scales, and the settings; KEDA's defaults apply.</returns>
    /// <exception cref="FormatException">It has no such trigger.</exception>
    public static (string Deployment, KedaSettings Settings) Read(JsonNode json)
    {
        JsonNode spec = json["spec"] ?? throw new FormatException("spec: is missing");
        JsonNode trigger = (spec["triggers"] as JsonArray)?.SingleOrDefault()
            ?? throw new FormatException("spec.triggers: write exactly one trigger");
        if ((string?)trigger["type"] != "external-push")
            throw new FormatException($"spec.triggers[0].type: \"{(string?)trigger["type"]}\" is not external-push");
        var metadata = ((JsonObject?)trigger["metadata"] ?? []).ToDictionary(m => m.Key, m => (string?)m.Value ?? "");
        if (!metadata.Remove("scalerAddress", out string? address))
            throw new FormatException("spec.triggers[0].metadata.scalerAddress: is missing");
        return (
            (string?)spec["scaleTargetRef"]?["name"] ?? throw new FormatException("spec.scaleTargetRef.name: is missing"),
            new KedaSettings
            {
                ScalerAddress = new Uri("http://" + address),
                Name = (string)json["metadata"]!["name"]!,
                Namespace = (string)json["metadata"]!["namespace"]!,
                ScalerMetadata = metadata,
                PollingInterval = Seconds(spec["pollingInterval"], 30),
                CooldownPeriod = Seconds(spec["cooldownPeriod"], 300),
                MaxReplicas = (int?)spec["maxReplicaCount"] ?? 100,
            }
        );
    }

    private static TimeSpan Seconds(JsonNode? value, int otherwise) =>
        TimeSpan.FromSeconds(value is null ? otherwise : int.Parse(value.ToString(), CultureInfo.InvariantCulture));
}
