using Microsoft.AspNetCore.Http;

namespace KubeTask.Hosting;

/// <summary>
/// The paths of Tasks over HTTP, of the console and of the documentation, and the methods of each. The activator and the functions answer
/// by the same table, so that the caller can't tell which of them answered.
/// </summary>
public static class SubmissionPaths
{
    private static readonly string[] s_read = [HttpMethods.Get, HttpMethods.Head, HttpMethods.Options];
    private static readonly string[] s_readOrCreate = [HttpMethods.Get, HttpMethods.Head, HttpMethods.Options, HttpMethods.Post];
    private static readonly string[] s_post = [HttpMethods.Options, HttpMethods.Post];

    /// <summary>Whether a request for this path must carry a token. The documentation and the console's files are for everybody.</summary>
    public static bool NeedsToken(PathString path) => path.StartsWithSegments("/api", StringComparison.Ordinal);

    /// <summary>
    /// Answers a request that needs no function: a path that there isn't, a method that the path doesn't have, or the question which
    /// methods it has. False if a function must answer.
    /// </summary>
    public static async Task<bool> AnswerAsync(HttpContext context)
    {
        string[] path = (context.Request.Path.Value ?? "").Split('/');
        // As for routes, one slash at the end makes no difference.
        if (MethodsOf(path is [.. var before, ""] ? before : path) is not { } methods)
        {
            await Nothing(path).WriteAsync(context);
            return true;
        }

        if (HttpMethods.IsOptions(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            context.Response.Headers.Allow = string.Join(", ", methods);
            return true;
        }

        if (methods.Contains(context.Request.Method))
            return false;
        await HttpProblem.NotAllowed(methods).WriteAsync(context);
        return true;
    }

    private static string[]? MethodsOf(string[] path) =>
        path switch
        {
            ["", "api", "v1", "namespaces", not "", "tasks"] => s_readOrCreate,
            ["", "api", "v1", "namespaces", not "", "tasks", not ""] => s_read,
            ["", "api", "v1", "namespaces", not "", "tasks", not "", "logs" or "instruction"] => s_read,
            ["", "api", "v1", "namespaces", not "", "tasks", not "", "stop" or "retry"] => s_post,
            ["", "api", "v1", "namespaces", not "", "crontasks", not "", "times"] => s_read,
            ["", "api", "v1", "namespaces", not "", "crontasks", not "", "trigger" or "suspend" or "resume"] => s_post,
            ["", "api", "v1", "namespaces", not "", "crontasks" or "agents" or "contexts" or "events"] => s_read,
            ["", "api", "v1", "namespaces", not "", "crontasks" or "agents" or "contexts", not ""] => s_read,
            ["", "api", "v1", "namespaces", not "", "accessreviews"] => s_post,
            ["", "api", "v1", "tasks" or "crontasks" or "agents" or "contexts" or "events" or "namespaces" or "system"] => s_read,
            ["", "docs" or "openapi" or "console", ..] => s_read,
            _ => null,
        };

    private static HttpProblem Nothing(string[] path) =>
        HttpProblem.Of(
            StatusCodes.Status404NotFound,
            path is ["", "api", "v1", "namespaces", _, "tasks", _, _, ..]
                ? "there is nothing here; the log of a Task is at …/tasks/NAME/logs, and POST …/tasks/NAME/stop stops it"
                : "there is nothing here; Tasks are at /api/v1/namespaces/NAMESPACE/tasks, and /docs explains them"
        );
}
