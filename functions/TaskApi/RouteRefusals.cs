using KubeTask.Hosting;

namespace KubeTask.Functions.TaskApi;

/// <summary>The refusals of a route, for the OpenAPI document.</summary>
internal static class RouteRefusals
{
    private static readonly int[] s_refusals = [401, 403, 404, 429, 503];

    /// <summary>Documents the refusals that every call may have, and some more.</summary>
    public static void Refuses(this RouteHandlerBuilder endpoint, params int[] more)
    {
        foreach (int status in s_refusals.Concat(more).Order())
            endpoint.Produces<HttpProblem>(status, HttpProblem.MediaType);
    }
}
