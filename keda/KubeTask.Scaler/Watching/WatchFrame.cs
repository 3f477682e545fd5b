using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeTask.Kubernetes.Http;
using KubeTask.Scaler.Json;

namespace KubeTask.Scaler.Watching;

/// <summary>One frame of a watch: <c>{"type": …, "object": …}</c>.</summary>
internal static class WatchFrame
{
    /// <summary>The frame's type, such as <c>ADDED</c>; null if it has none.</summary>
    public static string? TypeOf(in ReadOnlySequence<byte> frame)
    {
        var reader = new Utf8JsonReader(frame, JsonObjects.Options);
        JsonObjects.EnterRoot(ref reader);
        while (JsonObjects.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("type"u8))
                return JsonObjects.ReadString(ref reader);
            JsonObjects.SkipValue(ref reader);
        }

        return null;
    }

    /// <summary>A reader that stands on the frame's object.</summary>
    /// <exception cref="JsonException">The frame has no object.</exception>
    public static Utf8JsonReader ObjectOf(in ReadOnlySequence<byte> frame)
    {
        var reader = new Utf8JsonReader(frame, JsonObjects.Options);
        JsonObjects.EnterRoot(ref reader);
        while (JsonObjects.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("object"u8) && JsonObjects.EnterObject(ref reader))
                return reader;
            if (reader.TokenType == JsonTokenType.PropertyName)
                JsonObjects.SkipValue(ref reader);
        }

        throw new JsonException("the frame has no object");
    }

    /// <summary>The resourceVersion of a frame's object, of a bookmark for instance; null if it has none.</summary>
    public static string? ResourceVersionOf(in ReadOnlySequence<byte> frame)
    {
        Utf8JsonReader reader = ObjectOf(frame);
        var metadata = default(ObjectMetadata);
        while (JsonObjects.NextProperty(ref reader))
        {
            if (!reader.ValueTextEquals("metadata"u8))
                JsonObjects.SkipValue(ref reader);
            else if (JsonObjects.EnterObject(ref reader))
                metadata.Read(ref reader);
        }

        return metadata.ResourceVersion;
    }

    /// <summary>An ERROR frame's Status.</summary>
    public static ApiStatus StatusOf(in ReadOnlySequence<byte> frame)
    {
        Utf8JsonReader reader = ObjectOf(frame);
        return ApiStatus.Of(JsonNode.Parse(ref reader)!.AsObject());
    }
}
