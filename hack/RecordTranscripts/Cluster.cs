using System.Net.Http.Json;
using System.Net;
using System.Text.Json.Nodes;
using KubeTask.Schema;
using KubeTask.Transcripts;

namespace KubeTask.RecordTranscripts;

/// <summary>What a scenario finds on the real cluster before its first request.</summary>
internal sealed class Cluster(ApiConnection connection, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly HttpClient administrator = connection.For(null);

    /// <summary>Creates or replaces the CRDs of a folder. They stay: others may hold objects of them.</summary>
    public async Task ApplyCrdsAsync(string folder, CancellationToken cancel)
    {
        const string Collection = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
        foreach (var file in Directory.EnumerateFiles(folder, "*.yaml"))
        {
            var crd = YamlJson.ReadFile(file)!;
            var path = $"{Collection}/{crd["metadata"]!["name"]}";
            using var found = await administrator.GetAsync(new Uri(path, UriKind.Relative), cancel);
            if (found.StatusCode == HttpStatusCode.NotFound)
            {
                using var created = await administrator.PostAsJsonAsync(Collection, crd, cancel);
                created.EnsureSuccessStatusCode();
            }
            else
            {
                var old = await found.Content.ReadFromJsonAsync<JsonNode>(cancel);
                crd["metadata"]!["resourceVersion"] = old!["metadata"]!["resourceVersion"]!.DeepClone();
                using var replaced = await administrator.PutAsJsonAsync(path, crd, cancel);
                replaced.EnsureSuccessStatusCode();
            }

            await UntilAsync(path, r => r?["status"]?["conditions"] is JsonArray all
                && all.Any(c => c?["type"]?.ToString() == "Established" && c["status"]?.ToString() == "True"), cancel);
        }
    }

    /// <summary>A namespace with its default ServiceAccount, without which no pod may be created.</summary>
    public async Task CreateNamespaceAsync(string name, CancellationToken cancel)
    {
        var body = new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } };
        using var created = await administrator.PostAsJsonAsync("/api/v1/namespaces", body, cancel);
        created.EnsureSuccessStatusCode();
        await UntilAsync($"/api/v1/namespaces/{name}/serviceaccounts/default", account => account?["secrets"] is not null, cancel);
    }

    /// <summary>Deletes a namespace and waits until it is gone.</summary>
    public async Task RemoveNamespaceAsync(string name, CancellationToken cancel)
    {
        using var _ = await administrator.DeleteAsync(new Uri($"/api/v1/namespaces/{name}", UriKind.Relative), cancel);
        await UntilAsync($"/api/v1/namespaces/{name}", answer => answer?["code"]?.ToString() == "404", cancel);
    }

    private async Task UntilAsync(string path, Func<JsonNode?, bool> holds, CancellationToken cancel)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(Patience);
        while (true)
        {
            using var response = await administrator.GetAsync(new Uri(path, UriKind.Relative), deadline.Token);
            if (holds(JsonNode.Parse(await response.Content.ReadAsStringAsync(deadline.Token))))
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), time, deadline.Token);
        }
    }
}
