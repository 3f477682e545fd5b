using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Kubernetes.Yaml;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Protobuf;

namespace PocketKube.ApiServer.Http;

/// <summary>Reads bodies of requests, with a bound.</summary>
internal static class RequestBody
{
    public const int Limit = 3 * 1024 * 1024;

    private const string ProtobufType = "application/vnd.kubernetes.protobuf";

    private static readonly JsonDocumentOptions s_json = new() { MaxDepth = 256, AllowDuplicateProperties = false };

    /// <summary>The body's JSON value; null for an empty body.</summary>
    /// <exception cref="StatusException">400, 413 or 415.</exception>
    public static async Task<JsonNode?> ReadAsync(HttpRequest request, string kind, CancellationToken cancellationToken)
    {
        if (MediaType(request) == ProtobufType)
            return await ReadProtobufAsync(request, cancellationToken);

        bool yaml = MediaType(request) switch
        {
            ""
            or "application/json"
            or "application/json-patch+json"
            or "application/merge-patch+json"
            or "application/strategic-merge-patch+json" => false,
            "application/yaml" or "text/yaml" or "application/x-yaml" => true,
            _ => throw Failures.UnsupportedMediaType("application/json", "application/yaml"),
        };
        ReadOnlyMemory<byte> bytes = await ReadBytesAsync(request, cancellationToken);
        if (bytes.Length == 0)
            return null;

        try
        {
            if (!yaml)
                return JsonNode.Parse(JsonText.Mend(bytes).Span, documentOptions: s_json);

            using var text = new StringReader(Encoding.UTF8.GetString(bytes.Span));
            return YamlJson.Read(text) is [var only, ..] ? only : null;
        }
        catch (JsonException e)
        {
            throw Failures.BadRequest(
                kind == "patch"
                    ? $"error decoding patch: {e.Message}"
                    : $"the object provided is unrecognized (must be of type {kind}): couldn't get version/kind; json "
                        + $"parse error: {e.Message}"
            );
        }
    }

    private static async Task<JsonNode?> ReadProtobufAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> bytes = await ReadBytesAsync(request, cancellationToken);
        try
        {
            return bytes.Length == 0 ? null : ProtobufReader.Read(bytes.Span);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidDataException)
        {
            throw Failures.BadRequest($"error decoding protobuf: {e.Message}");
        }
        catch (NotSupportedException e)
        {
            throw new StatusException(415, "UnsupportedMediaType", $"this API server does not read {e.Message}");
        }
    }

    public static string MediaType(HttpRequest request) => (request.ContentType ?? "").Split(';')[0].Trim().ToLowerInvariant();

    private static async Task<ReadOnlyMemory<byte>> ReadBytesAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > Limit)
            throw Failures.TooLarge(Limit);

        PipeReader reader = request.BodyReader;
        while (true)
        {
            ReadResult read = await reader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > Limit)
                throw Failures.TooLarge(Limit);

            if (read.IsCompleted)
            {
                byte[] bytes = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return bytes;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
