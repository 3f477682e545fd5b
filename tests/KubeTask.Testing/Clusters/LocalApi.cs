using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using k8s;
using Kubernetes.Yaml;

namespace KubeTask.Testing.Clusters;

/// <summary>The API server as an administrator sees it: objects as YAML in, JSON out.</summary>
public sealed class LocalApi(string kubeconfig) : IDisposable
{
    private readonly k8s.Kubernetes _client = new(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig));

    /// <summary>Creates every document, in the order of the text.</summary>
    public async Task CreateAsync(string ns, string yaml)
    {
        foreach (JsonObject document in YamlJson.Read(new StringReader(yaml)).Select(n => n.AsObject()))
        {
            (HttpStatusCode status, JsonObject body) = await SendAsync(
                HttpMethod.Post,
                Collection((string)document["kind"]!, ns),
                document
            );
            if (status != HttpStatusCode.Created)
            {
                throw new InvalidOperationException(
                    $"expected 201 Created for {document["kind"]}, not {(int)status}: {body.ToJsonString()}"
                );
            }
        }
    }

    public Task CreateNamespaceAsync(string name) =>
        SendAsync(
            HttpMethod.Post,
            "api/v1/namespaces",
            new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Namespace",
                ["metadata"] = new JsonObject { ["name"] = name },
            }
        );

    public Task CreateServiceAccountAsync(string ns, string name) =>
        SendAsync(
            HttpMethod.Post,
            Collection("ServiceAccount", ns),
            new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "ServiceAccount",
                ["metadata"] = new JsonObject { ["name"] = name },
            }
        );

    /// <summary>Requests a token of a ServiceAccount, for the API server or for other audiences.</summary>
    public async Task<string> RequestTokenAsync(string ns, string account, params string[] audiences)
    {
        var spec = new JsonObject { ["expirationSeconds"] = 3600 };
        if (audiences.Length > 0)
            spec["audiences"] = new JsonArray([.. audiences.Select(a => (JsonNode)a)]);
        JsonObject issued = (
            await SendAsync(
                HttpMethod.Post,
                $"{Collection("ServiceAccount", ns)}/{account}/token",
                new JsonObject
                {
                    ["apiVersion"] = "authentication.k8s.io/v1",
                    ["kind"] = "TokenRequest",
                    ["spec"] = spec,
                }
            )
        ).Body;
        return (string)issued["status"]!["token"]!;
    }

    public async Task<JsonObject?> GetAsync(string kind, string ns, string name)
    {
        (HttpStatusCode status, JsonObject body) = await SendAsync(HttpMethod.Get, $"{Collection(kind, ns)}/{name}", null);
        return status == HttpStatusCode.NotFound ? null : body;
    }

    public async Task<JsonArray> ListAsync(string kind, string ns) =>
        (await SendAsync(HttpMethod.Get, Collection(kind, ns), null)).Body["items"]!.AsArray();

    /// <summary>Merges a document into the object that it names.</summary>
    public Task<(HttpStatusCode Status, JsonObject Body)> MergeAsync(string kind, string ns, string name, string yaml) =>
        SendAsync(
            HttpMethod.Patch,
            $"{Collection(kind, ns)}/{name}",
            YamlJson.Read(new StringReader(yaml)).Single().AsObject(),
            "application/merge-patch+json"
        );

    public Task DeleteAsync(string kind, string ns, string name) => SendAsync(HttpMethod.Delete, $"{Collection(kind, ns)}/{name}", null);

    public Task<(HttpStatusCode Status, JsonObject Body)> MergeStatusAsync(string kind, string ns, string name, string yaml) =>
        SendAsync(
            HttpMethod.Patch,
            $"{Collection(kind, ns)}/{name}/status",
            new JsonObject { ["status"] = YamlJson.Read(new StringReader(yaml)).Single() },
            "application/merge-patch+json"
        );

    public Task DeleteNamespaceAsync(string name) => SendAsync(HttpMethod.Delete, $"api/v1/namespaces/{name}", null);

    public void Dispose() => _client.Dispose();

    private async Task<(HttpStatusCode Status, JsonObject Body)> SendAsync(
        HttpMethod method,
        string path,
        JsonObject? body,
        string mediaType = "application/json"
    )
    {
        using var request = new HttpRequestMessage(method, new Uri(_client.BaseUri, path));
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), MediaTypeHeaderValue.Parse(mediaType));
        await _client.Credentials.ProcessHttpRequestAsync(request, CancellationToken.None);
        using HttpResponseMessage response = await _client.HttpClient.SendAsync(request);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject());
    }

    private static string Collection(string kind, string ns) =>
        kind switch
        {
            "Job" => $"apis/batch/v1/namespaces/{ns}/jobs",
            "Deployment" => $"apis/apps/v1/namespaces/{ns}/deployments",
            "Task" or "Agent" or "Context" or "CronTask" or "KubeTaskConfig" =>
                $"apis/kubetask.io/v1alpha1/namespaces/{ns}/{kind.ToLowerInvariant()}s",
            _ => $"api/v1/namespaces/{ns}/{kind.ToLowerInvariant()}s",
        };
}
