using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using k8s.Models;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Testing.Clusters;

namespace KubeTask.Testing.Draws;

/// <summary>A Task and the objects that it may refer to, drawn at random.</summary>
public sealed record World(
    V1Alpha1Task Task,
    V1Alpha1Agent? Agent,
    V1Alpha1Context[] Contexts,
    V1ConfigMap[] ConfigMaps,
    V1Alpha1KubeTaskConfig[] Configs
)
{
    public static readonly DateTimeOffset Now = SimulatedCluster.Start.AddMinutes(1);

    public ObjectKey Key => new(Task.Metadata.NamespaceProperty, Task.Metadata.Name);

    /// <summary>A cluster with these objects, before any reconciliation.</summary>
    public SimulatedCluster Cluster(DateTimeOffset? now = null)
    {
        var cluster = new SimulatedCluster(now ?? Now);
        cluster.Add(Json(Task, ApiJson.Default.V1Alpha1Task));
        if (Agent is not null)
            cluster.Add(Json(Agent, ApiJson.Default.V1Alpha1Agent));
        foreach (V1Alpha1Context context in Contexts)
            cluster.Add(Json(context, ApiJson.Default.V1Alpha1Context));
        foreach (V1ConfigMap configMap in ConfigMaps)
            cluster.Add(Json(configMap, ApiJson.Default.V1ConfigMap));
        foreach (V1Alpha1KubeTaskConfig config in Configs)
            cluster.Add(Json(config, ApiJson.Default.V1Alpha1KubeTaskConfig));
        return cluster;
    }

    /// <summary>For CsCheck's report of a failure.</summary>
    public override string ToString() => Cluster().Text();

    private static JsonObject Json<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToNode(value, type)!.AsObject();
}
