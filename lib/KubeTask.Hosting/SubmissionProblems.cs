using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace KubeTask.Hosting;

/// <summary>
/// Problems of submissions that both the activator and the functions find. The activator answers them without waking the functions, and the
/// caller can't tell which of them answered.
/// </summary>
public static class SubmissionProblems
{
    private const string SendToken =
        "send \"Authorization: Bearer TOKEN\" with a token of your cluster, such as kubectl create token prints";

    private const string Scheme = "Bearer";
    private const string InvalidRequest = "invalid_request";

    /// <summary>RFC 6750's word for a token that is expired, revoked, malformed, or wrong in another way.</summary>
    public const string InvalidToken = "invalid_token";

    public static HttpProblem IncompleteBody { get; } = HttpProblem.BadRequest("the body ended before it was complete");

    public static HttpProblem Stopping { get; } =
        HttpProblem.Unavailable("this replica is being stopped; ask again", TimeSpan.FromSeconds(1));

    /// <summary>
    /// What is wrong with an Authorization header that holds no bearer token (RFC 6750, sections 2.1 and 3.1). The header is never
    /// repeated: it may hold most of a secret.
    /// </summary>
    public static HttpProblem NoToken(StringValues authorization)
    {
        if (authorization.Count == 0)
            return NoToken("is missing or no bearer token", null);
        string header = authorization.Count == 1 ? (authorization[0] ?? "").Trim(' ') : "";
        return authorization.Count > 1 ? NoToken("is malformed: it is given more than once", InvalidRequest)
            : header.Length == 0 ? NoToken("is malformed: it is empty", InvalidRequest)
            : header.Equals(Scheme, StringComparison.OrdinalIgnoreCase)
                ? NoToken($"is malformed: no token follows \"{Scheme}\"", InvalidRequest)
            : !header.StartsWith(Scheme + " ", StringComparison.OrdinalIgnoreCase)
                ? NoToken($"is malformed: it doesn't begin with \"{Scheme} \"", InvalidRequest)
            : NoToken(
                "is malformed: the token is too long, or not one word of letters, digits and -._~+/ with = only at its end",
                InvalidToken
            );
    }

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

    private static HttpProblem NoToken(string what, string? error) =>
        HttpProblem.Of(StatusCodes.Status401Unauthorized, $"Authorization: {what}; {SendToken}") with
        {
            TokenError = error,
        };

    /// <summary>Lets the server read on for a moment after a refusal, so that a sender of a large body gets to read the answer.</summary>
    public static void LiftBodyLimit(this HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
    }
}
