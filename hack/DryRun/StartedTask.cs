using CsCheck;
using k8s.Models;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Core.Names;
using KubeTask.Testing.Clusters;
using KubeTask.Testing.Draws;

namespace KubeTask.DryRun;

/// <summary>A random Task that starts, with the objects that it leads to.</summary>
internal sealed record StartedTask(World World, V1Job Job, IReadOnlyList<V1ConfigMap> ConfigMaps)
{
    /// <summary>An endless sequence, the same for the same seed.</summary>
    public static IEnumerable<StartedTask> Draw(uint seed)
    {
        var random = new PCG(1, seed);
        while (true)
        {
            World world = DrawWorld.Any.Generate(random, null, out _);
            if (Of(world) is { } started)
                yield return started;
        }
    }

    private static StartedTask? Of(World world)
    {
        SimulatedCluster cluster = world.Cluster();
        V1Alpha1Task task = cluster.Reconcile(world.Key);
        if (task.Status?.Phase != TaskPhase.Running)
            return null;
        var configMaps = new List<V1ConfigMap>();
        while (
            cluster.Get(
                "ConfigMap",
                new ObjectKey(world.Key.Namespace, ResourceNames.ContextConfigMap(task.Metadata.Name, configMaps.Count)),
                ApiJson.Default.V1ConfigMap
            )
                is { } next
        )
        {
            configMaps.Add(next);
        }

        return new StartedTask(
            world,
            cluster.Get("Job", new ObjectKey(world.Key.Namespace, task.Status.JobName!), ApiJson.Default.V1Job)!,
            configMaps
        );
    }
}
