using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KubeTask.Testing.Transcripts;
using Kubernetes.Yaml;

namespace KubeTask.RecordTranscripts;

/// <summary>Prepares a real cluster for a scenario's first request.</summary>
internal sealed class Cluster(ApiConnection connection, TimeProvider time)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly HttpClient _administrator = connection.For(null);

    /// <summary>Creates or replaces the CRDs of a folder. They stay: other namespaces may have objects of these kinds.</summary>
    public async Task ApplyCrdsAsync(string folder, CancellationToken cancellationToken)
    {
        const string Collection = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
        foreach (string file in Directory.EnumerateFiles(folder, "*.yaml"))
        {
            JsonNode crd = YamlJson.ReadFile(file)!;
            string path = $"{Collection}/{crd["metadata"]!["name"]}";
            using HttpResponseMessage found = await _administrator.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
            if (found.StatusCode == HttpStatusCode.NotFound)
            {
                using HttpResponseMessage created = await _administrator.PostAsJsonAsync(Collection, crd, cancellationToken);
                created.EnsureSuccessStatusCode();
            }
            else
            {
                JsonNode? old = await found.Content.ReadFromJsonAsync<JsonNode>(cancellationToken);
                crd["metadata"]!["resourceVersion"] = old!["metadata"]!["resourceVersion"]!.DeepClone();
                using HttpResponseMessage replaced = await _administrator.PutAsJsonAsync(path, crd, cancellationToken);
                replaced.EnsureSuccessStatusCode();
            }

            await UntilAsync(
                path,
                r =>
                    r?["status"]?["conditions"] is JsonArray all
                    && all.Any(c => c?["type"]?.ToString() == "Established" && c["status"]?.ToString() == "True"),
                cancellationToken
            );
        }
    }

    /// <summary>Creates a namespace and awaits its default ServiceAccount: without it no pod can be created.</summary>
    public async Task CreateNamespaceAsync(string name, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } };
        using HttpResponseMessage created = await _administrator.PostAsJsonAsync("/api/v1/namespaces", body, cancellationToken);
        created.EnsureSuccessStatusCode();
        await UntilAsync(
            $"/api/v1/namespaces/{name}/serviceaccounts/default",
            account => account?["secrets"] is not null,
            cancellationToken
        );
    }

    /// <summary>Deletes a namespace and waits until it is gone.</summary>
    public async Task RemoveNamespaceAsync(string name, CancellationToken cancellationToken)
    {
        using HttpResponseMessage _ = await _administrator.DeleteAsync(
            new Uri($"/api/v1/namespaces/{name}", UriKind.Relative),
            cancellationToken
        );
        await UntilAsync($"/api/v1/namespaces/{name}", answer => answer?["code"]?.ToString() == "404", cancellationToken);
    }

    private async Task UntilAsync(string path, Func<JsonNode?, bool> holds, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(s_patience);
        while (true)
        {
            using HttpResponseMessage response = await _administrator.GetAsync(new Uri(path, UriKind.Relative), deadline.Token);
            if (holds(JsonNode.Parse(await response.Content.ReadAsStringAsync(deadline.Token))))
                return;

            await Task.Delay(TimeSpan.FromMilliseconds(100), time, deadline.Token);
        }
    }
}
