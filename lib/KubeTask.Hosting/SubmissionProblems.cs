using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace KubeTask.Hosting;

/// <summary>
/// Problems of submissions that both the activator and the functions find. The activator answers them without waking the functions, and the
/// caller can't tell which of them answered.
/// </summary>
public static class SubmissionProblems
{
    public static HttpProblem NoToken { get; } =
        HttpProblem.Of(
            StatusCodes.Status401Unauthorized,
            "Authorization: is missing or no bearer token; send \"Authorization: Bearer TOKEN\" with a token of your cluster, "
                + "such as kubectl create token prints"
        );

    public static HttpProblem IncompleteBody { get; } = HttpProblem.BadRequest("the body ended before it was complete");

    public static HttpProblem Stopping { get; } =
        HttpProblem.Unavailable("this replica is being stopped; ask again", TimeSpan.FromSeconds(1));

    public static HttpProblem BodyTooLarge(long limit) =>
        HttpProblem.Of(
            StatusCodes.Status413PayloadTooLarge,
            string.Create(
                CultureInfo.InvariantCulture,
                $"the body is over 1 MiB ({limit} bytes); put what is large into a Context and name it in contexts"
            )
        );

    /// <summary>What the server found wrong while it read the body: too large, too slow, or incomplete.</summary>
    public static HttpProblem Of(BadHttpRequestException e, long limit) =>
        e.StatusCode switch
        {
            StatusCodes.Status413PayloadTooLarge => BodyTooLarge(limit),
            StatusCodes.Status408RequestTimeout => HttpProblem.Of(e.StatusCode, "the body came too slowly"),
            _ => IncompleteBody,
        };

    /// <summary>Lets the server read on for a moment after a refusal, so that a sender of a large body gets to read the answer.</summary>
    public static void LiftBodyLimit(this HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
    }
}
