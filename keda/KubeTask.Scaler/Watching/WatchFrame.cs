using System.Buffers;
using System.Text.Json;

namespace KubeTask.Scaler.Watching;

/// <summary>One line of a watch: <c>{"type": …, "object": …}</c>, or a page of a list.</summary>
internal static class WatchFrame
{
    /// <summary>A Status object's content.</summary>
    public sealed record Status(int Code, string Message, TimeSpan? RetryAfter);

    /// <summary>The frame's type, such as <c>ADDED</c>; null where it has none.</summary>
    public static string? TypeOf(in ReadOnlySequence<byte> frame)
    {
        var reader = new Utf8JsonReader(frame, JsonObjects.Options);
        EnterRoot(ref reader);
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
        EnterRoot(ref reader);
        while (JsonObjects.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("object"u8) && JsonObjects.EnterObject(ref reader))
                return reader;
            if (reader.TokenType == JsonTokenType.PropertyName)
                JsonObjects.SkipValue(ref reader);
        }

        throw new JsonException("the frame has no object");
    }

    /// <summary>The resourceVersion of a frame's object, of a bookmark for instance; null where it has none.</summary>
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
    public static Status StatusOf(in ReadOnlySequence<byte> frame)
    {
        Utf8JsonReader reader = ObjectOf(frame);
        return ReadStatus(ref reader);
    }

    /// <summary>A Status as the body of an answer; null where the body is none.</summary>
    public static Status? StatusOf(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body, JsonObjects.Options);
            EnterRoot(ref reader);
            return ReadStatus(ref reader) is { Message.Length: > 0 } status ? status : null;
        }
        catch (JsonException)
        {
            // A proxy's HTML, or a cut body: the status line says enough.
            return null;
        }
    }

    public static void EnterRoot(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("not a JSON object");
    }

    private static Status ReadStatus(ref Utf8JsonReader reader)
    {
        int code = 0;
        string message = "";
        TimeSpan? retryAfter = null;
        while (JsonObjects.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("code"u8))
            {
                code = (int)Math.Clamp(JsonObjects.ReadInt64(ref reader) ?? 0, 0, 999);
            }
            else if (reader.ValueTextEquals("message"u8))
            {
                message = JsonObjects.ReadString(ref reader) ?? "";
            }
            else if (!reader.ValueTextEquals("details"u8))
            {
                JsonObjects.SkipValue(ref reader);
            }
            else if (JsonObjects.EnterObject(ref reader))
            {
                while (JsonObjects.NextProperty(ref reader))
                {
                    if (!reader.ValueTextEquals("retryAfterSeconds"u8))
                        JsonObjects.SkipValue(ref reader);
                    else if (JsonObjects.ReadInt64(ref reader) is > 0 and <= 86_400 and { } seconds)
                        retryAfter = TimeSpan.FromSeconds(seconds);
                }
            }
        }

        return new Status(code, message, retryAfter);
    }
}
