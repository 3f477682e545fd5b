using System.Collections.Concurrent;
using System.Text.Json.Serialization.Metadata;
using k8s;
using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Kubernetes;

namespace KubeTask.DryRun;

/// <summary>The cluster that is asked. It checks everything, admission included, and keeps nothing.</summary>
internal sealed class AskedCluster(ApiClient api)
{
    private const string Namespace = "default";
    private const int AtATime = 8;

    /// <summary>From 1.27 on, fields that the server doesn't know are errors too; older ones don't know the parameter.</summary>
    private const string Asked = "?dryRun=All&fieldValidation=Strict";

    private int _objects;

    public int Objects => _objects;

    /// <returns>A text for each object that would be refused: what the API server says, the object's name, and what it was made from.</returns>
    public async Task<IReadOnlyList<string>> AskAsync(IEnumerable<StartedTask> tasks, CancellationToken cancellationToken)
    {
        var refusals = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(
            tasks,
            new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellationToken },
            async (task, token) =>
            {
                foreach (V1ConfigMap configMap in task.ConfigMaps)
                    await AskAsync(ApiPaths.ConfigMaps(Namespace), configMap, ApiJson.Default.V1ConfigMap, task, refusals, token);
                await AskAsync(ApiPaths.Jobs(Namespace), task.Job, ApiJson.Default.V1Job, task, refusals, token);
            }
        );
        return [.. refusals];
    }

    private async Task AskAsync<T>(
        string collection,
        T asked,
        JsonTypeInfo<T> type,
        StartedTask task,
        ConcurrentQueue<string> refusals,
        CancellationToken cancellationToken
    )
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        asked.Metadata.NamespaceProperty = Namespace;
        // Set by the simulated cluster as by an API server; a create must not have them.
        asked.Metadata.ResourceVersion = null;
        Interlocked.Increment(ref _objects);
        if (!(await api.CreateAsync(collection + Asked, asked, type, cancellationToken)).Succeeded(out _, out ApiError? error))
            refusals.Enqueue($"{asked.Kind} {asked.Metadata.Name}: {(int)error.Code} {error.Words}\n{task.World}\n");
    }
}
