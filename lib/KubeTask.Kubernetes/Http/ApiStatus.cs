using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KubeTask.Kubernetes.Http;

/// <summary>A Kubernetes Status: the body of an error answer, or the object of a watch's ERROR event.</summary>
/// <param name="Code">The HTTP status, or null.</param>
/// <param name="Reason">The machine-readable reason, such as <c>AlreadyExists</c>, or null.</param>
/// <param name="Message">The API server's own sentence, or null.</param>
/// <param name="Kind">The resource that it is about, such as <c>namespaces</c>, or null.</param>
/// <param name="Causes">For an invalid object, one cause for each wrong field.</param>
/// <param name="RetryAfter">How long the server asks to wait, or null.</param>
public sealed record ApiStatus(
    int? Code,
    string? Reason,
    string? Message,
    string? Kind,
    ImmutableArray<StatusCause> Causes,
    TimeSpan? RetryAfter
)
{
    private const int MaxBytes = 64 * 1024;

    /// <summary>Reads the body of an error answer. Returns null if it isn't a Status, but a proxy's HTML for instance.</summary>
    public static async Task<ApiStatus?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        byte[] body = new byte[MaxBytes];
        await using Stream content = await response.Content.ReadAsStreamAsync(cancellationToken);
        int length = await content.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken);
        try
        {
            return JsonNode.Parse(body.AsSpan(0, length)) is JsonObject status && Text(status["kind"]) == "Status" ? Of(status) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The body isn't JSON, or is longer than we read, or holds text that isn't Unicode: the HTTP status says enough.
            return null;
        }
    }

    /// <summary>Reads a Status. A field of the wrong type counts as missing.</summary>
    public static ApiStatus Of(JsonObject status)
    {
        var details = status["details"] as JsonObject;
        return new ApiStatus(
            Number(status["code"]),
            Text(status["reason"]),
            Text(status["message"]),
            Text(details?["kind"]),
            details?["causes"] is JsonArray causes ? [.. causes.OfType<JsonObject>().Select(CauseOf)] : [],
            Number(details?["retryAfterSeconds"]) is > 0 and <= 86_400 and { } seconds ? TimeSpan.FromSeconds(seconds) : null
        );
    }

    private static StatusCause CauseOf(JsonObject cause) => new(Text(cause["reason"]), Text(cause["field"]), Text(cause["message"]));

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static int? Number(JsonNode? node) => node is JsonValue value && value.TryGetValue(out int number) ? number : null;
}

/// <summary>One cause of a Status.</summary>
/// <param name="Reason">Its type, such as <c>NamespaceTerminating</c>, or null.</param>
/// <param name="Field">The field that is wrong, or null.</param>
/// <param name="Message">What is wrong, or null.</param>
public sealed record StatusCause(string? Reason, string? Field, string? Message);
