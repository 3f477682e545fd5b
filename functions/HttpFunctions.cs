using KubeTask.Functions.ApiDocument;
using KubeTask.Functions.Events;
using KubeTask.Functions.Http;
using KubeTask.Functions.OnCronTick;

namespace KubeTask.Functions;

/// <summary>
/// Everything that the functions answer over HTTP: events, Tasks and what belongs to them, the interface's description, the console,
/// health. A host passes each request on, so that the answer is the same behind all of them.
/// </summary>
public sealed class HttpFunctions
{
    private readonly RequestDelegate _answer;

    public HttpFunctions(IServiceProvider services, HostSettings host)
    {
        _answer = ViewerApi.Build(services, routes =>
        {
            routes.MapEvents();
            routes.MapApiDocument();
            routes.MapGet("/healthz", (RequestDelegate)(_ => Task.CompletedTask));
            // Of the timers, the Azure Functions host calls a custom handler over HTTP.
            routes.MapTick(callersAreKnown: host.BehindPort);
        });
    }

    /// <summary>Answers a request, which may have been routed by a host before.</summary>
    public Task RunAsync(HttpContext context)
    {
        context.SetEndpoint(null);
        context.Request.RouteValues.Clear();
        return _answer(context);
    }
}
