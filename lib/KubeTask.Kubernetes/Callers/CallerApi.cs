using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using KubeTask.Kubernetes.Http;

namespace KubeTask.Kubernetes.Callers;

/// <summary>
/// The API server as the caller sees it: each call carries the caller's token and nothing else. Of our own configuration, only the address
/// and the authority of the server's certificate are used. No credential of ours is here that a mistake could send (ADR 0012).
/// </summary>
public sealed class CallerApi : IDisposable
{
    private readonly HttpClient _http;
    private readonly SocketsHttpHandler _handler;
    private readonly Uri _address;
    private readonly TimeProvider _time;

    public CallerApi(KubernetesClientConfiguration configuration, TimeProvider time)
    {
        _time = time;
        _address = new Uri(configuration.Host.EndsWith('/') ? configuration.Host : configuration.Host + "/");
        _handler = new SocketsHttpHandler
        {
            UseCookies = false,
            UseProxy = false,
            AllowAutoRedirect = false,
            Credentials = null,
            EnableMultipleHttp2Connections = true,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
            SslOptions = Trust(configuration),
        };
        _handler.DetectDeadConnections();
        _http = new HttpClient(_handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
    }

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
        using var timeout = new CancellationTokenSource(CallTimeout, _time);
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

    public void Dispose()
    {
        _http.Dispose();
        _handler.Dispose();
    }

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
        using HttpRequestMessage request = ApiRequest.Create(_address, method, path, content);
        request.Headers.Authorization = token.ToHeader();
        // Logs are text, and some servers send them only to a client that accepts it.
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("*/*"));
        request.Headers.UserAgent.ParseAdd("kubetask-submit");
        HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.IsSuccessStatusCode)
            return (response, null);
        using (response)
            return (null, await Refusal.ReadAsync(response, _time, cancellationToken));
    }

    private static bool IsUnreachable(Exception e, CancellationToken cancellationToken) =>
        e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private static SslClientAuthenticationOptions Trust(KubernetesClientConfiguration configuration)
    {
        var options = new SslClientAuthenticationOptions();
        if (!string.IsNullOrEmpty(configuration.TlsServerName))
            options.TargetHost = configuration.TlsServerName;
        if (configuration.SkipTlsVerify)
        {
#pragma warning disable CA5359 // The kubeconfig asks for it, by a name that can't be missed: insecure-skip-tls-verify.
            options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (configuration.SslCaCerts is { Count: > 0 } authorities)
        {
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        return options;
    }
}
