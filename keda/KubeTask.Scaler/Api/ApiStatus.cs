using System.Text.Json;
using KubeTask.Scaler.Json;

namespace KubeTask.Scaler.Api;

/// <summary>What a Kubernetes Status object says: the API server's answer to a refused request, or an ERROR frame of a watch.</summary>
internal sealed record ApiStatus(int Code, string Message, TimeSpan? RetryAfter)
{
    /// <summary>Reads the body of an answer; null where the body is not a Status with a message.</summary>
    public static ApiStatus? Of(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body, JsonObjects.Options);
            JsonObjects.EnterRoot(ref reader);
            return Read(ref reader) is { Message.Length: > 0 } status ? status : null;
        }
        catch (JsonException)
        {
            // The body is HTML from a proxy, or was cut off: the HTTP status says enough.
            return null;
        }
    }

    /// <summary>Reads the object that the reader stands on.</summary>
    public static ApiStatus Read(ref Utf8JsonReader reader)
    {
        int code = 0;
        string message = "";
        TimeSpan? retryAfter = null;
        while (JsonObjects.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("code"u8))
                code = (int)Math.Clamp(JsonObjects.ReadInt64(ref reader) ?? 0, 0, 999);
            else if (reader.ValueTextEquals("message"u8))
                message = JsonObjects.ReadString(ref reader) ?? "";
            else if (!reader.ValueTextEquals("details"u8))
                JsonObjects.SkipValue(ref reader);
            else if (JsonObjects.EnterObject(ref reader))
                retryAfter = ReadRetryAfter(ref reader) ?? retryAfter;
        }

        return new ApiStatus(code, message, retryAfter);
    }

    private static TimeSpan? ReadRetryAfter(ref Utf8JsonReader details)
    {
        TimeSpan? retryAfter = null;
        while (JsonObjects.NextProperty(ref details))
        {
            if (!details.ValueTextEquals("retryAfterSeconds"u8))
                JsonObjects.SkipValue(ref details);
            else if (JsonObjects.ReadInt64(ref details) is > 0 and <= 86_400 and { } seconds)
                retryAfter = TimeSpan.FromSeconds(seconds);
        }

        return retryAfter;
    }
}
