using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;

namespace PocketKube.ApiServer.OpenApi;

/// <summary>
/// OpenAPI v2, without paths and definitions. kubectl asks for it about kinds that v3 doesn't have; what matters is that it finds
/// them missing there too, and then says so ("no matches for kind"), instead of failing to read the document.
/// </summary>
internal static class OpenApiV2
{
    public const string Path = "/openapi/v2";

    private const string Protobuf = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";
    private const string Title = "PocketKube API server";
    private const string Version = "v1";

    /// <param name="accept">The media types that the client takes, without parameters.</param>
    public static OpenApiDocument? For(IReadOnlyCollection<string> accept) =>
        accept.Contains(Protobuf) ? new("application/octet-stream", AsProtobuf())
        : accept.Count == 0 || accept.Any(static a => a is "application/json" or "application/*" or "*/*")
            ? new("application/json", AsJson())
        : null;

    private static byte[] AsJson() =>
        JsonSerializer.SerializeToUtf8Bytes<JsonNode>(
            new JsonObject
            {
                ["swagger"] = "2.0",
                ["info"] = new JsonObject { ["title"] = Title, ["version"] = Version },
                ["paths"] = new JsonObject(),
            }
        );

    // openapi.v2.Document of github.com/google/gnostic: 1 is swagger, 2 is info (1 its title, 2 its version), 8 is paths.
    private static byte[] AsProtobuf() =>
        Message(document =>
        {
            WriteText(document, 1, "2.0");
            WriteMessage(document, 2, info =>
            {
                WriteText(info, 1, Title);
                WriteText(info, 2, Version);
            });
            WriteMessage(document, 8, static _ => { });
        });

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using var bytes = new MemoryStream();
        using (var message = new CodedOutputStream(bytes, leaveOpen: true))
            write(message);

        return bytes.ToArray();
    }

    private static void WriteText(CodedOutputStream message, int field, string text)
    {
        message.WriteTag(field, WireFormat.WireType.LengthDelimited);
        message.WriteString(text);
    }

    private static void WriteMessage(CodedOutputStream message, int field, Action<CodedOutputStream> write)
    {
        message.WriteTag(field, WireFormat.WireType.LengthDelimited);
        message.WriteBytes(ByteString.CopyFrom(Message(write)));
    }
}
