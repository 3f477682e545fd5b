using System.Text.Json.Nodes;
using KubeTask.Core.Api;
using KubeTask.Kubernetes.Api;

namespace KubeTask.Cli.Clusters;

/// <summary>Finds the namespace that KubeTask is installed in.</summary>
internal static class ReleaseNamespace
{
    /// <summary>The Deployment whose namespace it is.</summary>
    public const string ScalerDeployment = "kubetask-scaler";

    /// <summary>The Deployment of the functions.</summary>
    public const string FunctionsDeployment = "kubetask-functions";

    private const string PartOf = "app.kubernetes.io/part-of=kubetask";

    /// <summary>That of the option; otherwise the usual one if the scaler is there; otherwise where the chart's scaler is.</summary>
    /// <param name="cluster">The API server.</param>
    /// <param name="option">The value of <c>--release-namespace</c>, or null.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public static async Task<string> FindAsync(Cluster cluster, string? option, CancellationToken cancellationToken)
    {
        if (option is not null)
            return option;
        try
        {
            string usual = Kind.Deployment.Path(new(KubeTaskApi.DefaultReleaseNamespace, ScalerDeployment));
            if (await cluster.FindAsync(usual, cancellationToken) is not null)
                return KubeTaskApi.DefaultReleaseNamespace;
            string selected = $"{Kind.Deployment.Collection(null)}?labelSelector={Uri.EscapeDataString(PartOf)}";
            List<JsonObject> found = (await cluster.ListAsync(selected, cancellationToken)).Items;
            return (string?)found.FirstOrDefault(d => (string?)d["metadata"]?["name"] == ScalerDeployment)?["metadata"]?["namespace"]
                ?? KubeTaskApi.DefaultReleaseNamespace;
        }
        catch (ApiException e) when (e.Error.Code == System.Net.HttpStatusCode.Forbidden)
        {
            // Users may have no rights there. The usual place is the best guess.
            return KubeTaskApi.DefaultReleaseNamespace;
        }
    }
}
