using System.Net;
using System.Reflection;
using System.Text.Json.Nodes;
using Kubernetes.Yaml;
using KubeTask.Cli.Clusters;
using KubeTask.Core.Api;
using KubeTask.Kubernetes.Api;

namespace KubeTask.Cli.Doctor;

/// <summary>Whether the cluster has the CRDs, and with the same fields as this program.</summary>
internal static class CrdCheck
{
    private const string Upgrade = "upgrade the chart: helm upgrade kubetask";

    public static async Task<Finding> RunAsync(Cluster cluster, Kind kind, CancellationToken cancellationToken)
    {
        string name = $"{kind.Plural}.{kind.Group}";
        string topic = $"CRD {kind.Plural}";
        JsonObject? crd;
        try
        {
            crd = await cluster.FindAsync($"apis/apiextensions.k8s.io/v1/customresourcedefinitions/{name}", cancellationToken);
        }
        catch (ApiException e) when (e.Error.Code == HttpStatusCode.Forbidden)
        {
            return await IsServedAsync(cluster, kind, cancellationToken)
                ? Finding.Unknown(topic, "it is served; you have no right to read its schema")
                : Finding.Wrong(topic, $"it isn't served; install the chart, which brings {name}");
        }

        return crd is null
            ? Finding.Wrong(topic, $"{name} is missing; install the chart, or apply charts/kubetask/files/crds")
            : Judge(topic, crd, Own(name));
    }

    /// <summary>Compares a CRD of the cluster with this program's own. Pure.</summary>
    internal static Finding Judge(string topic, JsonObject crd, JsonObject own)
    {
        JsonObject? established = (crd["status"]?["conditions"] as JsonArray ?? [])
            .OfType<JsonObject>()
            .FirstOrDefault(c => (string?)c["type"] == "Established");
        if ((string?)established?["status"] != "True")
            return Finding.Wrong(topic, $"it isn't established: {(string?)established?["message"] ?? "the API server hasn't accepted it"}");
        HashSet<string> there = Fields(crd);
        HashSet<string> here = Fields(own);
        string[] lacking = Topmost(here.Except(there));
        if (lacking.Length > 0)
            return Finding.Wrong(topic, $"it is older than this program: it lacks {Some(lacking)}; {Upgrade}");
        string[] newer = Topmost(there.Except(here));
        return newer.Length > 0
            ? Finding.Note(topic, $"it is newer than this program: it has {Some(newer)}; update kubectl-kubetask")
            : Finding.Ok(topic, $"established, with the {here.Count} fields of this program");
    }

    /// <summary>The CRD that this program was built with.</summary>
    internal static JsonObject Own(string name)
    {
        string[] parts = name.Split('.', 2);
        string resource = $"crds/{parts[1]}_{parts[0]}.yaml";
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"{resource} isn't part of the program");
        using var text = new StreamReader(stream);
        return (JsonObject)YamlJson.Read(text)[0];
    }

    private static async Task<bool> IsServedAsync(Cluster cluster, Kind kind, CancellationToken cancellationToken)
    {
        JsonObject? served = await cluster.FindAsync($"apis/{KubeTaskApi.GroupVersion}", cancellationToken);
        return (served?["resources"] as JsonArray ?? []).Any(r => (string?)r?["name"] == kind.Plural);
    }

    /// <summary>The paths of all fields in the schema of our version.</summary>
    private static HashSet<string> Fields(JsonObject crd)
    {
        var fields = new HashSet<string>(StringComparer.Ordinal);
        JsonObject? version = (crd["spec"]?["versions"] as JsonArray ?? [])
            .OfType<JsonObject>()
            .FirstOrDefault(v => (string?)v["name"] == KubeTaskApi.Version);
        Collect(version?["schema"]?["openAPIV3Schema"] as JsonObject, "", fields);
        return fields;
    }

    private static void Collect(JsonObject? schema, string path, HashSet<string> fields)
    {
        foreach ((string name, JsonNode? child) in schema?["properties"] as JsonObject ?? [])
        {
            string field = path.Length == 0 ? name : $"{path}.{name}";
            fields.Add(field);
            Collect(child as JsonObject, field, fields);
        }

        if (schema?["items"] is JsonObject items)
            Collect(items, path, fields);
        if (schema?["additionalProperties"] is JsonObject values)
            Collect(values, path + ".*", fields);
    }

    /// <summary>Those whose parents aren't among them, too.</summary>
    private static string[] Topmost(IEnumerable<string> fields)
    {
        HashSet<string> all = [.. fields];
        return [.. all.Where(f => !all.Any(o => f.StartsWith(o + ".", StringComparison.Ordinal))).Order(StringComparer.Ordinal)];
    }

    private static string Some(string[] fields) =>
        fields.Length <= 3 ? string.Join(", ", fields) : $"{string.Join(", ", fields.Take(3))} and {fields.Length - 3} more";
}
