using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KubeTask.Kubernetes.Callers;

/// <summary>The API server's no to a caller, in its own words.</summary>
/// <param name="Code">The HTTP status; 503 where there was no answer.</param>
/// <param name="Reason">Kubernetes' reason, such as <c>AlreadyExists</c>; empty where there is none.</param>
/// <param name="Message">What the API server said.</param>
/// <param name="Causes">With an invalid object, each field and what is wrong with it.</param>
/// <param name="RetryAfter">How long to wait before a repeat, where it said so.</param>
public sealed record Refusal(
    HttpStatusCode Code,
    string Reason,
    string Message,
    ImmutableArray<(string Field, string Message)> Causes,
    TimeSpan? RetryAfter
)
{
    private const int Longest = 64 * 1024;

    /// <summary>Nobody answered.</summary>
    public static Refusal Unreachable { get; } =
        new(HttpStatusCode.ServiceUnavailable, "", "the API server could not be reached", [], TimeSpan.FromSeconds(1));

    public bool IsAlreadyExists => Code == HttpStatusCode.Conflict && Reason == "AlreadyExists";

    internal static async Task<Refusal> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        TimeSpan? retryAfter = response.Headers.RetryAfter?.Delta;
        byte[] body = new byte[Longest];
        await using Stream content = await response.Content.ReadAsStreamAsync(cancellationToken);
        int length = await content.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken);
        try
        {
            if (JsonNode.Parse(body.AsSpan(0, length)) is JsonObject status && (string?)status["kind"] == "Status")
            {
                return new Refusal(
                    response.StatusCode,
                    (string?)status["reason"] ?? "",
                    (string?)status["message"] ?? "",
                    Read(status["details"]?["causes"]),
                    retryAfter
                );
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No Status: the status line must do.
        }

        return new Refusal(
            response.StatusCode,
            "",
            string.Create(CultureInfo.InvariantCulture, $"the API server answered {(int)response.StatusCode}"),
            [],
            retryAfter
        );
    }

    /// <summary>The Status of an ERROR event of a watch.</summary>
    internal static Refusal Of(JsonNode? status) =>
        new((HttpStatusCode)((int?)status?["code"] ?? 500), (string?)status?["reason"] ?? "", (string?)status?["message"] ?? "", [], null);

    private static ImmutableArray<(string Field, string Message)> Read(JsonNode? causes) =>
        causes is JsonArray list ? [.. list.Select(c => ((string?)c?["field"] ?? "", (string?)c?["message"] ?? ""))] : [];
}
