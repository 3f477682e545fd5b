using System.Text.Json.Nodes;
using KubeTask.Cli.Clusters;
using KubeTask.Core;
using KubeTask.Core.Api;

namespace KubeTask.Cli.Tasks;

/// <summary>Requests a Task's stop, as <c>kubectl annotate task NAME kubetask.io/stop=true</c> does.</summary>
internal static class TaskStop
{
    /// <returns>The Task with the request.</returns>
    public static Task<JsonObject> RequestAsync(Cluster cluster, ObjectKey key, CancellationToken cancellationToken) =>
        cluster.PatchAsync(
            Kind.Task.Path(key),
            new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [Annotations.Stop] = "true" } } },
            cancellationToken
        );
}
