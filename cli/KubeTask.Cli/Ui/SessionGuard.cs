using System.Globalization;
using KubeTask.Hosting;
using KubeTask.Kubernetes.Callers;
using Microsoft.AspNetCore.Http;

namespace KubeTask.Cli.Ui;

/// <summary>
/// Lets only the page whose address was printed use the API. Other programs and users of this machine can reach the port, and so can any
/// page in its browsers.
/// </summary>
internal sealed class SessionGuard(SessionSecret secret)
{
    private const int DefaultPort = 80;

    /// <summary>Passes a request on, or refuses it.</summary>
    public Task AnswerAsync(HttpContext context, RequestDelegate next) =>
        ProblemOf(context) is { } problem ? problem.WriteAsync(context) : next(context);

    private HttpProblem? ProblemOf(HttpContext context)
    {
        HttpRequest request = context.Request;
        int port = context.Connection.LocalPort;
        // The name of another site may lead to this machine (DNS rebinding).
        if (request.Host.Host.ToLowerInvariant() is not ("127.0.0.1" or "localhost") || (request.Host.Port ?? DefaultPort) != port)
        {
            return HttpProblem.Of(
                StatusCodes.Status421MisdirectedRequest,
                string.Create(CultureInfo.InvariantCulture, $"Host: must be 127.0.0.1:{port}; open the address that was printed")
            );
        }

        if (request.Headers.Origin is { Count: > 0 } origin && origin != $"http://{request.Host.Value}")
            return HttpProblem.Of(StatusCodes.Status403Forbidden, "Origin: a page of another site sent this request; only this page may");
        // Only the page itself is for everybody. Any other path needs the secret, however it is written: routes ignore case.
        return request.Path.StartsWithSegments("/console", StringComparison.Ordinal) || HasSecret(request) ? null : Unknown(request);
    }

    private bool HasSecret(HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && CallerToken.Parse(header) is { } token && secret.Is(token);

    private static HttpProblem Unknown(HttpRequest request) =>
        HttpProblem.Of(
            StatusCodes.Status401Unauthorized,
            "the token isn't that of kubectl kubetask ui; open the address again that it has printed, with all that follows the #"
        ) with
        {
            TokenError = request.Headers.Authorization.Count == 0 ? null : SubmissionProblems.InvalidToken,
        };
}
