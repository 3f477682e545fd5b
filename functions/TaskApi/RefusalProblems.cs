using System.Net;
using KubeTask.Hosting;
using KubeTask.Kubernetes.Callers;

namespace KubeTask.Functions.TaskApi;

/// <summary>From the API server's refusal to our answer.</summary>
internal static class RefusalProblems
{
    /// <summary>There is no such namespace.</summary>
    public static HttpProblem NoNamespace(string ns) =>
        HttpProblem.Of(
            StatusCodes.Status404NotFound,
            $"namespace \"{ns}\" not found: it doesn't exist; create it, or write another in the URL"
        );

    extension(HttpProblem)
    {
        /// <summary>The API server's message to the caller, with a status that this interface has.</summary>
        public static HttpProblem Of(Refusal refusal)
        {
            int status = StatusOf(refusal.Code);
            string detail =
                status == StatusCodes.Status401Unauthorized
                    ? "the API server doesn't accept the token: it is wrong, expired, or meant for another audience"
                    : PlainMessages.Of(refusal.Message);
            return HttpProblem.Of(status, detail) with
            {
                TokenError = status == StatusCodes.Status401Unauthorized ? SubmissionProblems.InvalidToken : null,
                Errors =
                    status == StatusCodes.Status422UnprocessableEntity && refusal.Causes.Length > 0
                        ? [.. refusal.Causes.Select(c => new FieldProblem(c.Field, PlainMessages.Of(c.Message)))]
                        : null,
                RetryAfter = status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable
                    ? refusal.RetryAfter ?? TimeSpan.FromSeconds(1)
                    : null,
            };
        }
    }

    private static int StatusOf(HttpStatusCode code) =>
        code switch
        {
            HttpStatusCode.BadRequest
            or HttpStatusCode.Unauthorized
            or HttpStatusCode.Forbidden
            or HttpStatusCode.NotFound
            or HttpStatusCode.Conflict
            or HttpStatusCode.RequestEntityTooLarge
            or HttpStatusCode.UnprocessableEntity
            or HttpStatusCode.TooManyRequests => (int)code,
            HttpStatusCode.Gone => StatusCodes.Status400BadRequest,
            _ => StatusCodes.Status503ServiceUnavailable,
        };
}
