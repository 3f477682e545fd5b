using KubeTask.FunctionsHost.Apps;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace KubeTask.FunctionsHost.Http;

/// <summary>The routes of the HTTP triggers, which are known only when the functions are.</summary>
internal sealed class FunctionRoutes : EndpointDataSource, IDisposable
{
    private readonly CancellationTokenSource _changed = new();
    private volatile IReadOnlyList<Endpoint> _endpoints = [];

    public override IReadOnlyList<Endpoint> Endpoints => _endpoints;

    public override IChangeToken GetChangeToken() =>
        _changed.IsCancellationRequested ? NullChangeToken.Singleton : new CancellationChangeToken(_changed.Token);

    /// <summary>Adds the functions' routes, once.</summary>
    /// <param name="prefix">What precedes each route; may be empty.</param>
    /// <exception cref="AppException">A route can't be parsed.</exception>
    public void Add(IEnumerable<Function> functions, string prefix, IFunctionRuntime runtime)
    {
        _endpoints = [.. functions.Where(f => f.Trigger.IsHttp).Select(f => Endpoint(f, prefix, runtime))];
        _changed.Cancel();
    }

    public void Dispose() => _changed.Dispose();

    private static Endpoint Endpoint(Function function, string prefix, IFunctionRuntime runtime)
    {
        string route = $"{prefix}/{function.Trigger.Route ?? function.Name}".TrimStart('/');
        try
        {
            var endpoint = new RouteEndpointBuilder(context => runtime.InvokeAsync(function, context), RoutePatternFactory.Parse(route), 0)
            {
                DisplayName = function.Name,
            };
            endpoint.Metadata.Add(function);
            if (function.Trigger.Methods is { Count: > 0 } methods)
                endpoint.Metadata.Add(new HttpMethodMetadata(methods));
            return endpoint.Build();
        }
        catch (RoutePatternException e)
        {
            throw new AppException($"{function.Name}: the route {route} can't be parsed: {e.Message}");
        }
    }
}
