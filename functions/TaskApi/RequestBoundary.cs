using KubeTask.Hosting;
using KubeTask.Kubernetes.Callers;
using Microsoft.Extensions.Primitives;

namespace KubeTask.Functions.TaskApi;

/// <summary>
/// What all calls have in common: the caller's token, the names in the path, the parameters in the query, and an answer for every fault.
/// </summary>
public sealed class RequestBoundary(IHostApplicationLifetime lifetime, ILogger<RequestBoundary> logger)
{
    /// <summary>Runs one call. It writes its own answer, or returns the problem to answer with.</summary>
    /// <param name="context">The request.</param>
    /// <param name="ns">The namespace in the path, if there is one.</param>
    /// <param name="name">The object's name in the path, if there is one.</param>
    /// <param name="parameters">The query parameters that the call has.</param>
    /// <param name="call">The call.</param>
    internal async Task AnswerAsync(
        HttpContext context,
        string? ns,
        string? name,
        IReadOnlyList<QueryParameter> parameters,
        Func<CallerToken, Task<HttpProblem?>> call
    )
    {
        StringValues authorization = context.Request.Headers.Authorization;
        HttpProblem? problem;
        try
        {
            problem =
                IsFromAnotherSite(context)
                    ? HttpProblem.Of(
                        StatusCodes.Status403Forbidden,
                        "a page of another site sent this request; only pages of this address may"
                    )
                : CallerToken.Parse(authorization is [var one] ? one : null) is not { } token ? SubmissionProblems.NoToken(authorization)
                : ObjectNames.Check(ns, name) ?? QueryParameters.Check(context.Request.Query, parameters) ?? await call(token);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone: nobody reads the answer.
            return;
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            problem = SubmissionProblems.Stopping;
        }
#pragma warning disable CA1031 // The request's boundary: one caller gets the answer to whatever goes wrong, without its details.
        catch (Exception e)
#pragma warning restore CA1031
        {
            logger.LogError(e, "a request failed");
            problem = HttpProblem.Of(StatusCodes.Status500InternalServerError, "the functions failed; their log has the error");
        }

        if (problem is null)
            return;
        // Once half of an answer is sent, the connection is cut: the answer must not look complete.
        if (context.Response.HasStarted)
            context.Abort();
        else
            await problem.WriteAsync(context);
    }

    /// <summary>
    /// Whether a browser says that another site's page sent the request. A proxy in front may add the token of somebody who is signed in
    /// there, and would do so for such a request, too.
    /// </summary>
    private static bool IsFromAnotherSite(HttpContext context) =>
        context.Request.Headers["Sec-Fetch-Site"] is [{ } site] && site is not ("same-origin" or "none");
}
