using System.Globalization;
using System.Text.Json;

namespace KubeTask.Scaler.Json;

/// <summary>
/// Steps through JSON without building objects. All methods throw <see cref="JsonException"/> if a value has another type than expected.
/// </summary>
internal static class JsonObjects
{
    /// <summary>Objects may nest deeper than the reader's default of 64.</summary>
    public static readonly JsonReaderOptions Options = new() { MaxDepth = 1024 };

    /// <summary>Steps onto the JSON text's object.</summary>
    public static void EnterRoot(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("not a JSON object");
    }

    /// <summary>
    /// Steps to the next property's name. The reader stands on the object's start, or at the end of the last property's value. False at the
    /// object's end.
    /// </summary>
    public static bool NextProperty(ref Utf8JsonReader reader)
    {
        Read(ref reader);
        return reader.TokenType switch
        {
            JsonTokenType.PropertyName => true,
            JsonTokenType.EndObject => false,
            _ => throw new JsonException($"found {reader.TokenType} where an object's property was expected"),
        };
    }

    /// <summary>Steps from a property's name to its value, which must be an object. False if it is null, which is then skipped.</summary>
    public static bool EnterObject(ref Utf8JsonReader reader) => Enter(ref reader, JsonTokenType.StartObject);

    /// <summary>Steps from a property's name to its value, which must be an array. False if it is null, which is then skipped.</summary>
    public static bool EnterArray(ref Utf8JsonReader reader) => Enter(ref reader, JsonTokenType.StartArray);

    /// <summary>Steps to the next element of an array of objects; false at the array's end.</summary>
    public static bool NextElement(ref Utf8JsonReader reader)
    {
        Read(ref reader);
        return reader.TokenType switch
        {
            JsonTokenType.StartObject => true,
            JsonTokenType.EndArray => false,
            _ => throw new JsonException($"found {reader.TokenType} in an array of objects"),
        };
    }

    /// <summary>Steps to the next element of an array of texts and returns it; null at the array's end.</summary>
    public static string? NextElementText(ref Utf8JsonReader reader)
    {
        Read(ref reader);
        return reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.EndArray => null,
            _ => throw new JsonException($"found {reader.TokenType} in an array of texts"),
        };
    }

    public static string? ReadString(ref Utf8JsonReader reader)
    {
        Read(ref reader);
        return reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.Null => null,
            _ => throw new JsonException($"found {reader.TokenType} where text was expected"),
        };
    }

    public static long? ReadInt64(ref Utf8JsonReader reader)
    {
        Read(ref reader);
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long value)
            ? value
            : throw new JsonException($"found {reader.TokenType} where a whole number was expected");
    }

    public static bool? ReadBoolean(ref Utf8JsonReader reader)
    {
        Read(ref reader);
        return reader.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            JsonTokenType.Null => null,
            _ => throw new JsonException($"found {reader.TokenType} where true or false was expected"),
        };
    }

    public static double? ReadDouble(ref Utf8JsonReader reader)
    {
        Read(ref reader);
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out double value)
            ? value
            : throw new JsonException($"found {reader.TokenType} where a number was expected");
    }

    /// <summary>A time as Kubernetes writes it (RFC 3339); null if it is missing or can't be read.</summary>
    public static DateTimeOffset? ReadTime(ref Utf8JsonReader reader) =>
        ReadString(ref reader) is { } text
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time
            : null;

    /// <summary>A list of times. Those that can't be read are left out.</summary>
    public static List<DateTime> ReadTimes(ref Utf8JsonReader reader)
    {
        var times = new List<DateTime>();
        if (!EnterArray(ref reader))
            return times;
        while (true)
        {
            Read(ref reader);
            if (reader.TokenType == JsonTokenType.EndArray)
                return times;
            if (reader.TokenType != JsonTokenType.String)
                throw new JsonException($"found {reader.TokenType} in an array of times");
            if (
                DateTimeOffset.TryParse(
                    reader.GetString(),
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal,
                    out DateTimeOffset time
                )
            )
            {
                times.Add(time.UtcDateTime);
            }
        }
    }

    /// <summary>Steps from a property's name to the end of its value.</summary>
    public static void SkipValue(ref Utf8JsonReader reader) => reader.Skip();

    private static bool Enter(ref Utf8JsonReader reader, JsonTokenType start)
    {
        Read(ref reader);
        if (reader.TokenType == JsonTokenType.Null)
            return false;
        return reader.TokenType == start ? true : throw new JsonException($"found {reader.TokenType} where {start} was expected");
    }

    private static void Read(ref Utf8JsonReader reader)
    {
        if (!reader.Read())
            throw new JsonException("the JSON ends too early");
    }
}
