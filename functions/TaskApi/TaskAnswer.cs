using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KubeTask.Functions.TaskApi;

/// <summary>Writes the answers of calls that succeed: a Task or a list of Tasks.</summary>
internal static class TaskAnswer
{
    /// <summary>Made for people to read: indented, with quotes unescaped. It is never part of an HTML page.</summary>
    private static readonly JsonWriterOptions s_readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly ReadOnlyMemory<byte> s_newLine = "\n"u8.ToArray();

    public static async Task WriteAsync(HttpContext context, int status, JsonObject body)
    {
        foreach (JsonObject item in body["items"] is JsonArray items ? items.OfType<JsonObject>() : [body])
            (item["metadata"] as JsonObject)?.Remove("managedFields");
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        Guard(context);
        await using (var writer = new Utf8JsonWriter(context.Response.BodyWriter, s_readable))
            body.WriteTo(writer);
        await context.Response.BodyWriter.WriteAsync(s_newLine, context.RequestAborted);
    }

    /// <summary>Keeps what an agent wrote from becoming a page in a browser, and out of caches.</summary>
    public static void Guard(HttpContext context)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-store";
    }
}
