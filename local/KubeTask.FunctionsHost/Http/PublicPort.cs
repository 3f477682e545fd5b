using KubeTask.FunctionsHost.Apps;

namespace KubeTask.FunctionsHost.Http;

/// <summary>
/// What happens to each request on the public port before its function gets it. While the functions are being loaded requests wait, and
/// get 503 when that takes too long. Without a child the answer is 500. A path or a method that no function names is answered with 404.
/// <c>POST /admin/functions/NAME</c> starts a timer's function now, and answers with 202 before it ends.
/// </summary>
internal static class PublicPort
{
    private static readonly TimeSpan s_loading = TimeSpan.FromSeconds(30);

    private const string Starts = "/admin/functions";

    /// <param name="app">The server.</param>
    /// <param name="keeper">Knows whether the functions are loaded.</param>
    /// <param name="start">Starts a function by its name; false if there is no such timer.</param>
    /// <param name="port">The public port. The worker has a port of its own.</param>
    public static void UseFunctionRoutes(this WebApplication app, FunctionKeeper keeper, Func<string, bool> start, int port)
    {
        app.Use((context, next) => context.Connection.LocalPort == port ? HoldAsync(context, next, keeper) : next(context));
        app.Use(
            (context, next) =>
            {
                if (
                    context.Connection.LocalPort != port
                    || !HttpMethods.IsPost(context.Request.Method)
                    || !context.Request.Path.StartsWithSegments(Starts, out PathString name)
                )
                {
                    return next(context);
                }

                context.Response.StatusCode = start(name.Value!.Trim('/')) ? StatusCodes.Status202Accepted : StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            }
        );
        app.UseRouting();
        app.Use(
            (context, next) =>
            {
                if (context.Connection.LocalPort != port || context.GetEndpoint()?.Metadata.GetMetadata<Function>() is not null)
                    return next(context);
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            }
        );
    }

    private static async Task HoldAsync(HttpContext context, RequestDelegate next, FunctionKeeper keeper)
    {
        // It says only that this process lives.
        if (context.Request.Path == "/admin/host/ping")
            return;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limit.CancelAfter(s_loading);
        try
        {
            if (!await keeper.ReadyAsync(limit.Token))
            {
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                return;
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        await next(context);
    }
}
