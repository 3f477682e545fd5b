using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using k8s.Models;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Kubernetes.Api;

namespace KubeTask.Cli.Clusters;

/// <summary>Reads what explains an object. What the user has no right to read is left out, and said.</summary>
internal sealed class Surroundings(Cluster cluster, string ns)
{
    private readonly ConcurrentQueue<string> _unread = new();

    public IReadOnlyList<string> Unread => [.. _unread];

    public Task<V1Alpha1Agent?> AgentAsync(string name, CancellationToken cancellationToken) =>
        TryAsync(
            $"Agent {name}",
            async () =>
                await cluster.FindAsync(Kind.Agent.Path(new ObjectKey(ns, name)), cancellationToken) is { } agent
                    ? Cluster.As(agent, ApiJson.Default.V1Alpha1Agent)
                    : null,
            null
        );

    public Task<IReadOnlyList<V1Alpha1Task>> TasksAsync(CancellationToken cancellationToken) =>
        TryAsync<IReadOnlyList<V1Alpha1Task>>(
            "the other Tasks",
            async () =>
                [
                    .. (await cluster.ListAsync(Kind.Task.Collection(ns), cancellationToken)).Items.Select(t =>
                        Cluster.As(t, ApiJson.Default.V1Alpha1Task)
                    ),
                ],
            []
        );

    /// <summary>The Events of an object, and not those of an earlier one of its name.</summary>
    public Task<IReadOnlyList<Corev1Event>> EventsAsync(Kind kind, JsonObject of, CancellationToken cancellationToken)
    {
        string selector = Uri.EscapeDataString($"involvedObject.kind={kind.Name},involvedObject.name={(string?)of["metadata"]?["name"]}");
        return TryAsync<IReadOnlyList<Corev1Event>>(
            "the Events",
            async () =>
                [
                    .. (await cluster.ListAsync($"{ApiPaths.Events(ns)}?fieldSelector={selector}", cancellationToken))
                        .Items.Select(e => Cluster.As(e, ApiJson.Default.Corev1Event))
                        .Where(e => e.InvolvedObject?.Uid == (string?)of["metadata"]?["uid"]),
                ],
            []
        );
    }

    private async Task<T> TryAsync<T>(string what, Func<Task<T>> read, T otherwise)
    {
        try
        {
            return await read();
        }
        catch (ApiException e) when (e.Error.Code == HttpStatusCode.Forbidden)
        {
            _unread.Enqueue($"You have no right to read {what}, so this may lack something.");
            return otherwise;
        }
    }
}
