using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using k8s;

namespace KubeTask.Bench;

/// <summary>The API server, by bare calls: what KubeTask is compared with, and how it is watched.</summary>
internal sealed class Server(k8s.Kubernetes kubernetes) : IDisposable
{
    public static Server FromKubeconfig()
    {
        KubernetesClientConfiguration configuration = KubernetesClientConfiguration.BuildDefaultConfig();
        configuration.HttpClientTimeout = Timeout.InfiniteTimeSpan;
        return new Server(new k8s.Kubernetes(configuration));
    }

    public Task<JsonDocument> CreateAsync(string collection, string json, CancellationToken cancel) => SendAsync(HttpMethod.Post, collection, json, "application/json", cancel);

    public Task<JsonDocument> PatchAsync(string path, string json, CancellationToken cancel) => SendAsync(HttpMethod.Patch, path, json, "application/merge-patch+json", cancel);

    public Task<JsonDocument> DeleteAsync(string path, CancellationToken cancel) => SendAsync(HttpMethod.Delete, path, """{"propagationPolicy":"Background"}""", "application/json", cancel);

    public Task<JsonDocument> GetAsync(string path, CancellationToken cancel) => SendAsync(HttpMethod.Get, path, null, null, cancel);

    /// <summary>The objects of a watch's frames, from now on; a watch that the server ends is opened again where it was.</summary>
    public async IAsyncEnumerable<JsonElement> WatchAsync(string collection, [EnumeratorCancellation] CancellationToken cancel)
    {
        string version;
        using (JsonDocument list = await GetAsync(collection + "?limit=1", cancel))
            version = Version(list.RootElement);
        while (true)
        {
            using HttpRequestMessage request = Request(HttpMethod.Get, $"{collection}?watch=1&resourceVersion={version}");
            using HttpResponseMessage response = await kubernetes.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            response.EnsureSuccessStatusCode();
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancel), Encoding.UTF8);
            while (await reader.ReadLineAsync(cancel) is { } line)
            {
                using JsonDocument frame = JsonDocument.Parse(line);
                if (frame.RootElement.GetProperty("type").GetString() == "ERROR")
                    throw new HttpRequestException($"watch of {collection}: {line}");
                version = Version(frame.RootElement.GetProperty("object"));
                yield return frame.RootElement.GetProperty("object");
            }
        }
    }

    private static string Version(JsonElement of) => of.GetProperty("metadata").GetProperty("resourceVersion").GetString()!;

    public void Dispose() => kubernetes.Dispose();

    private async Task<JsonDocument> SendAsync(HttpMethod method, string path, string? json, string? mediaType, CancellationToken cancel)
    {
        using HttpRequestMessage request = Request(method, path);
        if (json is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType!);
        }

        using HttpResponseMessage response = await kubernetes.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        string text = await response.Content.ReadAsStringAsync(cancel);
        return response.IsSuccessStatusCode ? JsonDocument.Parse(text) : throw new HttpRequestException($"{method} {path}: {(int)response.StatusCode}: {text}");
    }

    private HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, new Uri(kubernetes.BaseUri, path)) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return request;
    }
}
