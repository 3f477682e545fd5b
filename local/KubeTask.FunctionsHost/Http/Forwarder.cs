using System.Net;
using Yarp.ReverseProxy.Forwarder;

namespace KubeTask.FunctionsHost.Http;

/// <summary>
/// Forwards requests as they are, and streams both ways. As in the Azure Functions host, a call in which nobody sends anything for some
/// time is cut: with 500 and an empty body if no answer has begun, else by breaking the connection.
/// </summary>
internal sealed class Forwarder(HostSettings settings, HostLog log) : IDisposable
{
    private readonly ForwarderRequestConfig _forwarding = new()
    {
        ActivityTimeout = settings.Silence,
        Version = HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        AllowResponseBuffering = false,
    };

    private readonly HttpMessageInvoker _http = new(
        new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
        }
    );

    /// <param name="destination">Scheme, host and port.</param>
    public async Task ForwardAsync(HttpContext context, string destination)
    {
        ForwarderError error = await context
            .RequestServices.GetRequiredService<IHttpForwarder>()
            .SendAsync(context, destination, _http, _forwarding, HttpTransformer.Default, context.RequestAborted);
        if (error == ForwarderError.None || context.RequestAborted.IsCancellationRequested)
            return;
        Exception? why = context.Features.Get<IForwarderErrorFeature>()?.Exception;
        log.Error($"{context.Request.Path}: failed to proxy the request with {error}: {why?.Message}");
        if (context.Response.HasStarted)
            return;
        context.Response.Clear();
        context.Response.StatusCode = StatusCodes.Status500InternalServerError;
    }

    public void Dispose() => _http.Dispose();
}
