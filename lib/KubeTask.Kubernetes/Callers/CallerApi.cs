using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using KubeTask.Kubernetes.Http;

namespace KubeTask.Kubernetes.Callers;

/// <summary>
/// The API server as the caller sees it. The connection decides what each call carries: in the functions the caller's token and nothing
/// else (<see cref="TokenConnection"/>, ADR 0012).
/// </summary>
/// <param name="connection">Sends the calls; disposed of with this.</param>
/// <param name="time">The clock.</param>
public sealed class CallerApi(ICallerConnection connection, TimeProvider time) : IDisposable
{
    /// <summary>Logs are text, and some servers send them only to a client that accepts it.</summary>
    private const string AnyFormat = $"{MediaTypes.Json}, */*";

    /// <summary>Sends each call with the caller's token.</summary>
    /// <param name="configuration">The API server; its credentials aren't used.</param>
    /// <param name="time">The clock.</param>
    public CallerApi(KubernetesClientConfiguration configuration, TimeProvider time)
        : this(new TokenConnection(configuration), time) { }

    /// <summary>The time limit of each call but logs and watches.</summary>
    public static TimeSpan CallTimeout { get; } = TimeSpan.FromSeconds(30);

    /// <summary>One call whose answer is an object.</summary>
    public async Task<(JsonObject? Value, Refusal? Refusal)> SendAsync(
        CallerToken token,
        HttpMethod method,
        string path,
        JsonObject? body,
        string mediaType,
        CancellationToken cancellationToken
    )
    {
        using var timeout = new CancellationTokenSource(CallTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            (HttpResponseMessage? response, Refusal? refusal) = await OpenAsync(token, method, path, body, mediaType, either.Token);
            if (response is null)
                return (null, refusal);
            using (response)
            {
                await using Stream content = await response.Content.ReadAsStreamAsync(either.Token);
                return await JsonNode.ParseAsync(content, cancellationToken: either.Token) is JsonObject value
                    ? (value, null)
                    : (null, Refusal.Unreachable);
            }
        }
        catch (Exception e) when (IsUnreachable(e, cancellationToken) || e is JsonException)
        {
            return (null, Refusal.Unreachable);
        }
    }

    public Task<(JsonObject? Value, Refusal? Refusal)> GetAsync(CallerToken token, string path, CancellationToken cancellationToken) =>
        SendAsync(token, HttpMethod.Get, path, null, MediaTypes.Json, cancellationToken);

    public Task<(JsonObject? Value, Refusal? Refusal)> CreateAsync(
        CallerToken token,
        string collection,
        JsonObject body,
        CancellationToken cancellationToken
    ) => SendAsync(token, HttpMethod.Post, collection, body, MediaTypes.Json, cancellationToken);

    public Task<(JsonObject? Value, Refusal? Refusal)> MergePatchAsync(
        CallerToken token,
        string path,
        JsonObject patch,
        CancellationToken cancellationToken
    ) => SendAsync(token, HttpMethod.Patch, path, patch, MediaTypes.MergePatch, cancellationToken);

    /// <summary>A call whose answer is read as it comes. The caller disposes of the response.</summary>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public async Task<(HttpResponseMessage? Response, Refusal? Refusal)> StreamAsync(
        CallerToken token,
        string path,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await OpenAsync(token, HttpMethod.Get, path, null, MediaTypes.Json, cancellationToken);
        }
        catch (Exception e) when (IsUnreachable(e, cancellationToken))
        {
            return (null, Refusal.Unreachable);
        }
    }

    /// <summary>
    /// The events of one watch request: type and object. An ERROR event and a refused request are returned as a refusal, which is the last
    /// element. A broken connection ends the events like the watch's own end: the caller reads the state again and goes on.
    /// </summary>
    public async IAsyncEnumerable<(string Type, JsonObject? Object, Refusal? Refusal)> WatchAsync(
        CallerToken token,
        string path,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        (HttpResponseMessage? response, Refusal? refused) = await StreamAsync(token, path, cancellationToken);
        if (response is null)
        {
            yield return ("ERROR", null, refused);
            yield break;
        }

        using HttpResponseMessage held = response;
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken), Encoding.UTF8);
        while (true)
        {
            JsonObject? watchEvent;
            try
            {
                if (await lines.ReadLineAsync(cancellationToken) is not { Length: > 0 } line)
                    yield break;
                watchEvent = JsonNode.Parse(line) as JsonObject;
            }
            catch (Exception e) when (IsUnreachable(e, cancellationToken) || e is JsonException)
            {
                yield break;
            }

            string type = (string?)watchEvent?["type"] ?? "";
            if (type == "ERROR")
            {
                yield return (type, null, Refusal.Of(watchEvent!["object"]));
                yield break;
            }

            yield return (type, watchEvent?["object"] as JsonObject, null);
        }
    }

    public void Dispose() => connection.Dispose();

    private async Task<(HttpResponseMessage? Response, Refusal? Refusal)> OpenAsync(
        CallerToken token,
        HttpMethod method,
        string path,
        JsonObject? body,
        string mediaType,
        CancellationToken cancellationToken
    )
    {
        StringContent? content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, mediaType);
        HttpResponseMessage response = await connection.SendAsync(token, method, path, content, AnyFormat, cancellationToken);
        if (response.IsSuccessStatusCode)
            return (response, null);
        using (response)
            return (null, await Refusal.ReadAsync(response, time, cancellationToken));
    }

    private static bool IsUnreachable(Exception e, CancellationToken cancellationToken) =>
        e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested);
}
