using System.Text.Json.Nodes;
using PocketKube.ApiServer.Storage;

namespace PocketKube.ApiServer.Kinds.PodSpecs;

/// <summary>What follows from the requests and limits of all containers of a pod.</summary>
internal static class PodResources
{
    private static readonly string[] s_compute = ["cpu", "memory"];

    /// <summary>A limit without a request is a request too. That holds for pods, not for templates.</summary>
    public static void DefaultRequests(IEnumerable<JsonObject> containers)
    {
        foreach (JsonObject resources in containers.Select(c => c.Object("resources")).OfType<JsonObject>())
        {
            foreach ((string name, JsonNode? limit) in resources.Object("limits") ?? [])
                resources.Ensure("requests").Default(name, limit!.DeepClone());
        }
    }

    public static string QosClass(IReadOnlyCollection<JsonObject> containers)
    {
        if (!containers.SelectMany(c => Compute(c, "requests").Concat(Compute(c, "limits"))).Any(amount => amount.Sign > 0))
            return "BestEffort";

        return containers.All(c =>
            Compute(c, "limits").All(amount => amount.Sign > 0) && Compute(c, "requests").SequenceEqual(Compute(c, "limits"))
        )
            ? "Guaranteed"
            : "Burstable";
    }

    /// <summary>The amounts of cpu and memory.</summary>
    private static IEnumerable<Quantity> Compute(JsonObject container, string field) =>
        s_compute.Select(name => Quantity.Parse(container.Object("resources").Object(field).Text(name) ?? "0", out _));
}
