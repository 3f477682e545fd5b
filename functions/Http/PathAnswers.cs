using KubeTask.Hosting;

namespace KubeTask.Functions.Http;

/// <summary>What holds for every path: HEAD is GET without the body, and an unknown path or method gets a problem document.</summary>
internal static class PathAnswers
{
    private static readonly object s_head = new();

    /// <summary>Goes before the routing, which knows GET but not HEAD.</summary>
    public static void UsePathAnswers(this IApplicationBuilder app) => app.Use(AnswerAsync);

    /// <summary>Goes after the routing, so that a function sees the method that was sent.</summary>
    public static void UseMethodOfHead(this IApplicationBuilder app) =>
        app.Use(
            (context, next) =>
            {
                if (context.Items.ContainsKey(s_head))
                    context.Request.Method = HttpMethods.Head;
                return next(context);
            }
        );

    private static async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        if (IsSubmission(context.Request.Path) && await SubmissionPaths.AnswerAsync(context))
            return;
        // Routes know GET. The server leaves the body of the answer out, whatever the method is called meanwhile.
        if (HttpMethods.IsHead(context.Request.Method))
        {
            context.Items[s_head] = true;
            context.Request.Method = HttpMethods.Get;
        }

        await next(context);
        if (context.Response is not { HasStarted: false, StatusCode: 404 or 405, ContentType: null, ContentLength: null })
            return;
        HttpProblem problem =
            context.Response.StatusCode == StatusCodes.Status405MethodNotAllowed
                ? HttpProblem.NotAllowed([.. context.Response.Headers.Allow.OfType<string>()])
                : HttpProblem.Of(StatusCodes.Status404NotFound, "there is nothing here; /docs explains what there is");
        await problem.WriteAsync(context);
    }

    private static bool IsSubmission(PathString path) =>
        path.StartsWithSegments("/api/v1", StringComparison.Ordinal)
        || path.StartsWithSegments("/docs", StringComparison.Ordinal)
        || path.StartsWithSegments("/console", StringComparison.Ordinal)
        || path.StartsWithSegments("/openapi", StringComparison.Ordinal);
}
