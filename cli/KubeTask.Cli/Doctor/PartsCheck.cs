using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using KubeTask.Cli.Clusters;
using KubeTask.Cli.Invocations;
using KubeTask.Core;
using KubeTask.Kubernetes.Api;

namespace KubeTask.Cli.Doctor;

/// <summary>Whether KubeTask's parts run: the scaler, the functions, and KEDA between them.</summary>
internal static class PartsCheck
{
    private const string Functions = ReleaseNamespace.FunctionsDeployment;
    private const string VersionLabel = "app.kubernetes.io/version";

    private static readonly Kind s_scaledObject = new("ScaledObject", "keda.sh", "v1alpha1", "scaledobjects");

    public static async Task<IReadOnlyList<Finding>> RunAsync(Cluster cluster, string ns, CancellationToken cancellationToken)
    {
        try
        {
            JsonObject? scaler = await DeploymentAsync(cluster, ns, ReleaseNamespace.ScalerDeployment, cancellationToken);
            JsonObject? functions = await DeploymentAsync(cluster, ns, Functions, cancellationToken);
            return
            [
                OfScaler(scaler, functions, ns),
                OfFunctions(functions, ns),
                await KedaAsync(cluster, functions, ns, cancellationToken),
                .. Versions(scaler, functions),
            ];
        }
        catch (ApiException e) when (e.Error.Code == HttpStatusCode.Forbidden)
        {
            return
            [
                Finding.Unknown(
                    "scaler and functions",
                    $"you have no right to read the Deployments of namespace {ns}; an administrator has, or name the right "
                        + "namespace with --release-namespace"
                ),
            ];
        }
    }

    internal static Finding OfScaler(JsonObject? scaler, JsonObject? functions, string ns)
    {
        const string Topic = "scaler";
        if (scaler is null)
        {
            // Only the local cluster has functions without a scaler in the cluster: its scaler is a process beside it.
            return functions is null
                ? Finding.Wrong(
                    Topic,
                    $"there is no Deployment {ReleaseNamespace.ScalerDeployment} in namespace {ns}; install the chart, or name KubeTask's "
                        + "namespace with --release-namespace"
                )
                : Finding.Note(
                    Topic,
                    $"there is no Deployment {ReleaseNamespace.ScalerDeployment} in namespace {ns}, so it runs outside "
                        + "of the cluster (as with "
                        + "make run), or not at all: then install the chart"
                );
        }

        (int ready, int wanted) = Replicas(scaler);
        return ready > 0 ? Finding.Ok(Topic, $"{ready} of {wanted} {(wanted == 1 ? "replica is" : "replicas are")} ready in namespace {ns}")
            : wanted == 0
                ? Finding.Wrong(
                    Topic,
                    $"it is scaled to 0, so nothing wakes the functions; kubectl scale -n {ns} "
                        + $"deployment/{ReleaseNamespace.ScalerDeployment} --replicas=2"
                )
            : Finding.Wrong(
                Topic,
                $"none of its {wanted} replicas is ready; see kubectl describe pods -n {ns} -l app.kubernetes.io/name=kubetask-scaler"
            );
    }

    internal static Finding OfFunctions(JsonObject? functions, string ns)
    {
        const string Topic = "functions";
        if (functions is null)
            return Finding.Wrong(Topic, $"there is no Deployment {Functions} in namespace {ns}; install the chart");
        (int ready, int wanted) = Replicas(functions);
        return wanted == 0 ? Finding.Ok(Topic, "asleep (0 replicas), as they are without work")
            : ready > 0 ? Finding.Ok(Topic, $"{ready} of {wanted} {(wanted == 1 ? "replica is" : "replicas are")} ready")
            : Finding.Wrong(
                Topic,
                $"none of {wanted} is ready. If that lasts: kubectl describe pods -n {ns} -l app.kubernetes.io/name=kubetask-functions"
            );
    }

    /// <summary>What the conditions of the ScaledObject mean. Pure.</summary>
    internal static Finding OfScaledObject(JsonObject scaled)
    {
        const string Topic = "KEDA";
        JsonObject? ready = ConditionOf(scaled, "Ready");
        if ((string?)ConditionOf(scaled, "Paused")?["status"] == "True")
        {
            return Finding.Wrong(
                Topic,
                $"ScaledObject {Functions} is paused, so nothing wakes the functions; remove its annotation " + "autoscaling.keda.sh/paused"
            );
        }

        return (string?)ready?["status"] switch
        {
            "True" => Finding.Ok(
                Topic,
                $"ScaledObject {Functions} is "
                    + $"ready{((string?)ConditionOf(scaled, "Active")?["status"] == "True" ? ", and there is work" : "")}"
            ),
            null => Finding.Wrong(
                Topic,
                $"KEDA hasn't looked at ScaledObject {Functions}; does its operator run? kubectl get pods -n keda"
            ),
            _ => Finding.Wrong(
                Topic,
                $"ScaledObject {Functions} isn't ready: {(string?)ready?["message"]}; KEDA must reach the scaler's port 9090"
            ),
        };
    }

    private static async Task<Finding> KedaAsync(Cluster cluster, JsonObject? functions, string ns, CancellationToken cancellationToken)
    {
        const string Topic = "KEDA";
        try
        {
            JsonObject? scaled = await cluster.FindAsync(s_scaledObject.Path(new ObjectKey(ns, Functions)), cancellationToken);
            if (scaled is not null)
                return OfScaledObject(scaled);
            bool installed = await cluster.FindAsync("apis/keda.sh/v1alpha1", cancellationToken) is not null;
            string what = installed ? $"there is no ScaledObject {Functions} in namespace {ns}" : "KEDA isn't installed in this cluster";
            return functions is not null && Replicas(functions).Wanted > 0
                ? Finding.Note(Topic, $"{what}; the functions run without it, and never sleep unless something else scales them")
                : Finding.Note(Topic, $"{what}, so something else must scale the functions; otherwise install KEDA, then the chart");
        }
        catch (ApiException e) when (e.Error.Code == HttpStatusCode.Forbidden)
        {
            return Finding.Unknown(Topic, $"you have no right to read ScaledObjects of namespace {ns}; an administrator has");
        }
    }

    private static IEnumerable<Finding> Versions(JsonObject? scaler, JsonObject? functions)
    {
        string[] versions =
        [
            .. new[] { scaler, functions }
                .Select(d => (string?)d?["metadata"]?["labels"]?[VersionLabel])
                .OfType<string>()
                .Distinct(StringComparer.Ordinal),
        ];
        if (versions.Length == 0)
            yield break;
        yield return versions is [var one] && one == VersionAction.Version
            ? Finding.Ok("versions", $"the cluster and this program are {one}")
            : Finding.Note(
                "versions",
                $"the cluster has {string.Join(" and ", versions)}, this program is {VersionAction.Version}; take the same version of both"
            );
    }

    private static Task<JsonObject?> DeploymentAsync(Cluster cluster, string ns, string name, CancellationToken cancellationToken) =>
        cluster.FindAsync(Kind.Deployment.Path(new ObjectKey(ns, name)), cancellationToken);

    private static (int Ready, int Wanted) Replicas(JsonObject deployment) =>
        (Number(deployment["status"]?["readyReplicas"]) ?? 0, Number(deployment["spec"]?["replicas"]) ?? 1);

    private static int? Number(JsonNode? node) =>
        int.TryParse(node?.ToJsonString(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    private static JsonObject? ConditionOf(JsonObject value, string type) =>
        (value["status"]?["conditions"] as JsonArray ?? []).OfType<JsonObject>().FirstOrDefault(c => (string?)c["type"] == type);
}
