using System.Collections.Concurrent;
using System.Text.Json.Serialization.Metadata;
using k8s;
using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Kubernetes.Api;

namespace KubeTask.DryRun;

/// <summary>A cluster that gets dry-run requests. It checks everything, admission included, and stores nothing.</summary>
internal sealed class AskedCluster(ApiClient api)
{
    private const string Namespace = "default";
    private const int AtATime = 8;

    /// <summary>Since Kubernetes 1.27, fields that the server doesn't know are errors too. Older servers ignore the parameter.</summary>
    private const string Asked = "?dryRun=All&fieldValidation=Strict";

    private int _objects;

    public int Objects => _objects;

    /// <returns>
    /// A text for each object that the API server would refuse: its answer, the object's name, and the objects that it was made from.
    /// </returns>
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
        // The simulated cluster sets it, as an API server does. A create request must not have it.
        asked.Metadata.ResourceVersion = null;
        Interlocked.Increment(ref _objects);
        if (!(await api.CreateAsync(collection + Asked, asked, type, cancellationToken)).Succeeded(out _, out ApiError? error))
            refusals.Enqueue($"{asked.Kind} {asked.Metadata.Name}: {(int)error.Code} {error.Message}\n{task.World}\n");
    }
}
