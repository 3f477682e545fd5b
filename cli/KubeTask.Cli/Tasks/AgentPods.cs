using System.Text.Json.Nodes;
using KubeTask.Cli.Clusters;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Kubernetes.Api;

namespace KubeTask.Cli.Tasks;

/// <summary>The pods of one attempt's Job whose agent has started.</summary>
/// <param name="cluster">The API server.</param>
/// <param name="task">The Task. Pods of an earlier Task of this name don't count, although its Job had the same name.</param>
/// <param name="job">The name of the Job.</param>
/// <param name="time">The clock.</param>
internal sealed class AgentPods(Cluster cluster, V1Alpha1Task task, string job, TimeProvider time)
{
    private readonly string _collection = ApiPaths.PodsOfJob(new ObjectKey(task.Metadata.NamespaceProperty, job));
    private readonly string _createdAt = $"{task.Metadata.CreationTimestamp:yyyy-MM-dd'T'HH:mm:ss'Z'}";
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>The newest pod that neither this nor the other call has returned; null if there is none now.</summary>
    public async Task<string?> FindAsync(CancellationToken cancellationToken) =>
        Next((await cluster.ListAsync(_collection, cancellationToken)).Items);

    /// <summary>Waits for such a pod.</summary>
    public async Task<string> AwaitAsync(CancellationToken cancellationToken)
    {
        var watch = new ObjectWatch(cluster, _collection, time);
        await foreach (IReadOnlyDictionary<string, JsonObject> pods in watch.StatesAsync(cancellationToken))
        {
            if (Next(pods.Values) is { } found)
                return found;
        }

        throw new OperationCanceledException(cancellationToken);
    }

    private string? Next(IEnumerable<JsonObject> pods)
    {
        JsonObject[] started = [.. pods.Where(HasStarted)];
        JsonObject? newest = started.Where(p => !_known.Contains(NameOf(p))).MaxBy(CreatedAt, StringComparer.Ordinal);
        _known.UnionWith(started.Select(NameOf));
        return newest is null ? null : NameOf(newest);
    }

    private bool HasStarted(JsonObject pod) =>
        string.CompareOrdinal(CreatedAt(pod), _createdAt) >= 0
        && pod["status"]?["containerStatuses"] is JsonArray statuses
        && statuses.Any(s =>
            (string?)s?["name"] == KubeTaskApi.AgentContainer
            && (s!["state"]?["running"] is not null || s["state"]?["terminated"] is not null)
        );

    private static string NameOf(JsonObject pod) => (string)pod["metadata"]!["name"]!;

    private static string CreatedAt(JsonObject pod) => (string?)pod["metadata"]?["creationTimestamp"] ?? "";
}
