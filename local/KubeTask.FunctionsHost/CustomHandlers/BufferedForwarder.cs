using System.Net;

namespace KubeTask.FunctionsHost.CustomHandlers;

/// <summary>
/// Forwards requests as hosts do that don't know, or aren't given, enableProxyingHttpRequest: the answer is passed on when all of it is
/// there, a body without a length fails, and the handler isn't informed of a caller who leaves.
/// </summary>
internal sealed class BufferedForwarder(HostLog log) : IDisposable
{
    private readonly HttpClient _http = new(
        new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
        }
    )
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public async Task ForwardAsync(HttpContext context, Uri destination)
    {
        using HttpRequestMessage? request = Request(context.Request, destination);
        if (request is null)
        {
            log.Error($"{context.Request.Path}: 'Transfer-Encoding: chunked' can't be used when content isn't specified");
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return;
        }

        try
        {
            using HttpResponseMessage answer = await _http.SendAsync(request, CancellationToken.None);
            await AnswerAsync(context.Response, answer);
        }
        catch (HttpRequestException e)
        {
            log.Error($"{context.Request.Path}: failed to forward the request: {e.Message}");
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>The request for the handler; null if its body has no length.</summary>
    private static HttpRequestMessage? Request(HttpRequest request, Uri destination)
    {
        if (request.Headers.TransferEncoding.Count > 0)
            return null;
        var forwarded = new HttpRequestMessage(
            new HttpMethod(request.Method),
            new UriBuilder(destination) { Path = request.Path, Query = request.QueryString.Value }.Uri
        );
        if (request.ContentLength > 0)
            forwarded.Content = new StreamContent(request.Body);
        foreach ((string name, IEnumerable<string?> values) in request.Headers.Select(h => (h.Key, (IEnumerable<string?>)h.Value)))
        {
            if (!forwarded.Headers.TryAddWithoutValidation(name, values))
                forwarded.Content?.Headers.TryAddWithoutValidation(name, values);
        }

        return forwarded;
    }

    private static async Task AnswerAsync(HttpResponse response, HttpResponseMessage answer)
    {
        response.StatusCode = (int)answer.StatusCode;
        foreach ((string name, IEnumerable<string> values) in answer.Headers.Concat(answer.Content.Headers))
            response.Headers[name] = values.ToArray();
        // It is sent in one piece, whatever pieces it came in.
        response.Headers.Remove("transfer-encoding");
        byte[] body = await answer.Content.ReadAsByteArrayAsync(CancellationToken.None);
        if (body.Length > 0)
            await response.Body.WriteAsync(body, response.HttpContext.RequestAborted);
    }
}
