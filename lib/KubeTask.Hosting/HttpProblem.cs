using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace KubeTask.Hosting;

/// <summary>
/// An error answer (RFC 9457): what is wrong and what to write instead. It never holds a token, a stack trace or anything of another
/// caller's.
/// </summary>
public sealed record HttpProblem
{
    /// <summary>For people: indented, and with quotes as quotes. It is never part of a page.</summary>
    private static readonly JsonWriterOptions s_readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public const string MediaType = "application/problem+json";

    /// <summary>Always about:blank: the status says what kind of problem it is.</summary>
    public string Type { get; init; } = "about:blank";

    /// <summary>The status in words.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>What is wrong, in a sentence.</summary>
    public required string Detail { get; init; }

    /// <summary>With 422, each field that is wrong.</summary>
    public IReadOnlyList<FieldProblem>? Errors { get; init; }

    /// <summary>When a repeat may help.</summary>
    [JsonIgnore]
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>With 401, RFC 6750's word for what is wrong with the credentials; null if there are none.</summary>
    [JsonIgnore]
    public string? TokenError { get; init; }

    /// <summary>With 405, the methods that there are.</summary>
    [JsonIgnore]
    public IReadOnlyList<string>? Allow { get; init; }

    public static HttpProblem Of(int status, string detail) =>
        new()
        {
            Status = status,
            Title = ReasonPhrases.GetReasonPhrase(status),
            Detail = detail,
        };

    public static HttpProblem BadRequest(string detail) => Of(StatusCodes.Status400BadRequest, detail);

    /// <summary>The path exists and doesn't have this method.</summary>
    public static HttpProblem NotAllowed(IReadOnlyList<string> allow) =>
        Of(StatusCodes.Status405MethodNotAllowed, $"this path doesn't have that method; it has {string.Join(", ", allow)}") with
        {
            Allow = allow,
        };

    public static HttpProblem Unavailable(string detail, TimeSpan retryAfter) =>
        Of(StatusCodes.Status503ServiceUnavailable, detail) with
        {
            RetryAfter = retryAfter,
        };

    public static HttpProblem Invalid(IReadOnlyList<FieldProblem> errors)
    {
        string detail = errors is [var only]
            ? $"{only.Field}: {only.Message}"
            : $"{errors.Count.ToString(CultureInfo.InvariantCulture)} fields are wrong; \"errors\" names them";
        return Of(StatusCodes.Status422UnprocessableEntity, detail) with { Errors = errors };
    }

    public static HttpProblem Invalid(string field, string message) => Invalid([new FieldProblem(field, message)]);

    /// <summary>Writes the answer.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        HttpResponse response = context.Response;
        response.StatusCode = Status;
        response.ContentType = MediaType;
        response.Headers.CacheControl = "no-store";
        if (Status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = TokenError is null ? "Bearer" : $"Bearer error=\"{TokenError}\"";
        if (Allow is not null)
            response.Headers.Allow = string.Join(", ", Allow);
        if (RetryAfter is { } wait)
            response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        response.Headers.XContentTypeOptions = "nosniff";
        await using (var writer = new Utf8JsonWriter(response.BodyWriter, s_readable))
            JsonSerializer.Serialize(writer, this, ProblemJson.Default.HttpProblem);
        await response.WriteAsync("\n", context.RequestAborted);
    }
}
