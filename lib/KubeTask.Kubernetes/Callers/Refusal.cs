using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using KubeTask.Kubernetes.Http;

namespace KubeTask.Kubernetes.Callers;

/// <summary>The API server's refusal of a caller's request, in its own words.</summary>
/// <param name="Code">The HTTP status; 503 if there was no answer.</param>
/// <param name="Reason">Kubernetes' reason, such as <c>AlreadyExists</c>; empty if there is none.</param>
/// <param name="Message">What the API server said.</param>
/// <param name="Causes">For an invalid object, each field and what is wrong with it.</param>
/// <param name="RetryAfter">How long the server asks to wait, or null.</param>
public sealed record Refusal(
    HttpStatusCode Code,
    string Reason,
    string Message,
    ImmutableArray<(string Field, string Message)> Causes,
    TimeSpan? RetryAfter
)
{
    /// <summary>The resource that the refusal is about, such as <c>namespaces</c>; null if the API server doesn't say.</summary>
    public string? Kind { get; init; }

    /// <summary>There was no answer.</summary>
    public static Refusal Unreachable { get; } =
        new(HttpStatusCode.ServiceUnavailable, "", "the API server could not be reached", [], TimeSpan.FromSeconds(1));

    public bool IsAlreadyExists => Code == HttpStatusCode.Conflict && Reason == "AlreadyExists";

    internal static async Task<Refusal> ReadAsync(HttpResponseMessage response, TimeProvider time, CancellationToken cancellationToken)
    {
        TimeSpan? retryAfter = Http.RetryAfter.Of(response, time);
        return await ApiStatus.ReadAsync(response, cancellationToken) is { } status
            ? new Refusal(
                response.StatusCode,
                status.Reason ?? "",
                status.Message ?? "",
                [.. status.Causes.Select(c => (c.Field ?? "", c.Message ?? ""))],
                retryAfter
            )
            {
                Kind = status.Kind,
            }
            : new Refusal(
                response.StatusCode,
                "",
                string.Create(CultureInfo.InvariantCulture, $"the API server answered {(int)response.StatusCode}"),
                [],
                retryAfter
            );
    }

    /// <summary>The refusal in a watch's ERROR event.</summary>
    internal static Refusal Of(JsonNode? error)
    {
        ApiStatus? status = error is JsonObject document ? ApiStatus.Of(document) : null;
        return new Refusal((HttpStatusCode)(status?.Code ?? 500), status?.Reason ?? "", status?.Message ?? "", [], null);
    }
}
