using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using k8s;

namespace KubeTask.Bench;

/// <summary>The API server, by bare calls: what KubeTask is compared with, and how it is watched.</summary>
internal sealed class Server(k8s.Kubernetes kubernetes) : IDisposable
{
    public static Server FromKubeconfig()
    {
        var configuration = KubernetesClientConfiguration.BuildDefaultConfig();
        configuration.HttpClientTimeout = Timeout.InfiniteTimeSpan;
        return new Server(new k8s.Kubernetes(configuration));
    }

    public Task<JsonDocument> CreateAsync(string collection, string json, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, collection, json, "application/json", cancellationToken);

    public Task<JsonDocument> PatchAsync(string path, string json, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Patch, path, json, "application/merge-patch+json", cancellationToken);

    public Task<JsonDocument> DeleteAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, path, """{"propagationPolicy":"Background"}""", "application/json", cancellationToken);

    public Task<JsonDocument> GetAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, null, null, cancellationToken);

    /// <summary>Creates an object and reads the answer.</summary>
    public Task<T> CreateAsync<T>(string collection, byte[] json, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, collection, json, type, cancellationToken);

    /// <summary>Updates an object and reads the answer.</summary>
    public Task<T> UpdateAsync<T>(string path, byte[] json, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Put, path, json, type, cancellationToken);

    /// <summary>What the server answers, as text.</summary>
    public async Task<string> TextAsync(string path, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await RespondAsync(HttpMethod.Get, path, null, null, cancellationToken);
        return await response.Content.ReadAsStringAsync(cancellationToken);
    }

    /// <summary>Creates an object of which only that it was created is of interest.</summary>
    public async Task CreateAsync(string collection, byte[] json, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await RespondAsync(HttpMethod.Post, collection, json, "application/json", cancellationToken);
        await response.Content.CopyToAsync(Stream.Null, cancellationToken);
    }

    /// <summary>A call of which body and answer are in the formats that the caller names.</summary>
    public async Task<byte[]> RawAsync(
        HttpMethod method,
        string path,
        byte[] body,
        string mediaType,
        string accept,
        CancellationToken cancellationToken
    )
    {
        using HttpResponseMessage response = await RespondAsync(method, path, body, mediaType, cancellationToken, accept);
        return await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    /// <summary>How many objects a collection has.</summary>
    public async Task<int> CountAsync(string collection, CancellationToken cancellationToken)
    {
        using JsonDocument list = await GetAsync(collection + "?limit=1", cancellationToken);
        return list.RootElement.GetProperty("items").GetArrayLength()
            + (list.RootElement.GetProperty("metadata").TryGetProperty("remainingItemCount", out JsonElement more) ? more.GetInt32() : 0);
    }

    /// <summary>A collection's list, page by page.</summary>
    public async IAsyncEnumerable<byte[]> PagesAsync(string collection, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string next = "";
        do
        {
            using HttpResponseMessage response = await RespondAsync(
                HttpMethod.Get,
                $"{collection}?limit=500&continue={Uri.EscapeDataString(next)}",
                null,
                null,
                cancellationToken
            );
            byte[] page = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            using (var list = JsonDocument.Parse(page))
                next = list.RootElement.GetProperty("metadata").TryGetProperty("continue", out JsonElement more) ? more.GetString()! : "";
            yield return page;
        } while (next.Length > 0);
    }

    /// <summary>Deletes a namespace with all that is in it. Canceled, it doesn't wait until that is gone.</summary>
    public async Task DeleteNamespaceAsync(string ns, TimeProvider time, CancellationToken cancellationToken)
    {
        string path = $"api/v1/namespaces/{ns}";
        (await DeleteAsync(path, CancellationToken.None)).Dispose();
        while (true)
        {
            try
            {
                (await GetAsync(path, cancellationToken)).Dispose();
            }
            catch (HttpRequestException e) when (e.StatusCode == HttpStatusCode.NotFound)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken);
        }
    }

    /// <summary>
    /// The objects of a watch's frames, from now on. A watch that ends or breaks is resumed. If the server no longer has that
    /// resourceVersion, all objects are listed, and the watch goes on from there.
    /// </summary>
    public async IAsyncEnumerable<JsonElement> WatchAsync(string collection, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string version;
        using (JsonDocument list = await GetAsync(collection + "?limit=1", cancellationToken))
            version = Version(list.RootElement);
        while (true)
        {
            bool tooOld = false;
            using (
                HttpRequestMessage request = Request(
                    HttpMethod.Get,
                    $"{collection}?watch=1&allowWatchBookmarks=true&resourceVersion={version}"
                )
            )
            using (
                HttpResponseMessage response = await kubernetes.HttpClient.SendAsync(
                    request,
                    HttpCompletionOption.ResponseHeadersRead,
                    cancellationToken
                )
            )
            {
                if (response.StatusCode == HttpStatusCode.Gone)
                    tooOld = true;
                else
                    response.EnsureSuccessStatusCode();
                using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken), Encoding.UTF8);
                while (!tooOld && await LineAsync(reader, cancellationToken) is { } line)
                {
                    using var frame = JsonDocument.Parse(line);
                    JsonElement seen = frame.RootElement.GetProperty("object");
                    string? type = frame.RootElement.GetProperty("type").GetString();
                    if (type == "ERROR")
                    {
                        tooOld =
                            seen.GetProperty("code").GetInt32() == (int)HttpStatusCode.Gone
                                ? true
                                : throw new HttpRequestException($"watch of {collection}: {line}");
                        continue;
                    }

                    version = Version(seen);
                    if (type != "BOOKMARK")
                        yield return seen;
                }
            }

            if (!tooOld)
                continue;
            await foreach (byte[] page in PagesAsync(collection, cancellationToken))
            {
                using var list = JsonDocument.Parse(page);
                version = Version(list.RootElement);
                foreach (JsonElement item in list.RootElement.GetProperty("items").EnumerateArray())
                    yield return item;
            }
        }
    }

    /// <returns>Null if the server or a broken connection has ended the watch. Opening it again shows whether the server answers.</returns>
    private static async Task<string?> LineAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadLineAsync(cancellationToken);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string Version(JsonElement of) => of.GetProperty("metadata").GetProperty("resourceVersion").GetString()!;

    public void Dispose() => kubernetes.Dispose();

    private async Task<JsonDocument> SendAsync(
        HttpMethod method,
        string path,
        string? json,
        string? mediaType,
        CancellationToken cancellationToken
    )
    {
        using HttpResponseMessage response = await RespondAsync(
            method,
            path,
            json is null ? null : Encoding.UTF8.GetBytes(json),
            mediaType,
            cancellationToken
        );
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
    }

    private async Task<T> SendAsync<T>(
        HttpMethod method,
        string path,
        byte[] json,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    )
    {
        using HttpResponseMessage response = await RespondAsync(method, path, json, "application/json", cancellationToken);
        return (
            await JsonSerializer.DeserializeAsync(await response.Content.ReadAsStreamAsync(cancellationToken), type, cancellationToken)
        )!;
    }

    private async Task<HttpResponseMessage> RespondAsync(
        HttpMethod method,
        string path,
        byte[]? body,
        string? mediaType,
        CancellationToken cancellationToken,
        string accept = "application/json"
    )
    {
        using HttpRequestMessage request = Request(method, path, accept);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType!);
        }

        HttpResponseMessage response = await kubernetes.HttpClient.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            cancellationToken
        );
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
        {
            throw new HttpRequestException(
                $"{method} {path}: {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}",
                null,
                response.StatusCode
            );
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string path, string accept = "application/json")
    {
        var request = new HttpRequestMessage(method, new Uri(kubernetes.BaseUri, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return request;
    }
}
