using System.Text.Json.Nodes;
using k8s;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Kubernetes.Api;
using KubeTask.Kubernetes.Callers;
using KubeTask.Local.Cluster;

namespace KubeTask.Local.Demo;

/// <summary>Creates an Agent in the namespace default, so that a first Task has an Agent.</summary>
internal static class FirstAgent
{
    /// <exception cref="InvalidOperationException">The API server refused the Agent.</exception>
    public static async Task CreateAsync(LocalCluster cluster, TimeProvider time, CancellationToken cancellationToken)
    {
        using var api = new CallerApi(KubernetesClientConfiguration.BuildConfigFromConfigFile(cluster.Kubeconfig), time);
        CallerToken admin = CallerToken.Parse("Bearer " + await File.ReadAllTextAsync(cluster.TokenFile, cancellationToken))!;
        var agent = new JsonObject
        {
            ["apiVersion"] = KubeTaskApi.GroupVersion,
            ["kind"] = "Agent",
            ["metadata"] = new JsonObject { ["name"] = KubeTaskApi.DefaultAgent },
            ["spec"] = new JsonObject
            {
                ["agentImage"] = "quay.io/kubetask/kubetask-agent-echo:latest",
                ["serviceAccountName"] = "default",
            },
        };
        string collection = ApiPaths.Agent(new ObjectKey("default", "")).TrimEnd('/');
        (_, Refusal? refusal) = await api.CreateAsync(admin, collection, agent, cancellationToken);
        if (refusal is not null)
            throw new InvalidOperationException($"the Agent of the namespace default can't be made: {refusal.Message}");
    }
}
