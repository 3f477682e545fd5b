using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace KubeTask.Runner.Streams;

/// <summary>Reads fields that may be absent, or of another type than expected: they are null then.</summary>
internal static class Json
{
    public static JsonElement? Field(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) ? value : null;

    public static JsonElement? Field(this JsonElement element, string name, string inner) => element.Field(name)?.Field(inner);

    public static string? Text(this JsonElement element, string name) => element.Field(name)?.AsText();

    public static bool? Flag(this JsonElement element, string name) =>
        element.Field(name)?.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => null,
        };

    /// <summary>A number from 0 on; a larger one than a long is the largest.</summary>
    public static long? Count(this JsonElement element, string name)
    {
        if (element.Field(name) is not { ValueKind: JsonValueKind.Number } value)
            return null;
        if (value.TryGetInt64(out long count))
            return Math.Clamp(count, 0, Largest);
        return value.TryGetDouble(out double number) && number > 0 ? (long)Math.Min(number, Largest) : 0;
    }

    /// <summary>An amount of money from 0 on.</summary>
    public static decimal? Money(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Number } value
        && value.TryGetDecimal(out decimal money)
        && money is >= 0 and < 1e9m
            ? money
            : null;

    public static IEnumerable<JsonElement> Items(this JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    public static IEnumerable<JsonProperty> Fields(this JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Object } found ? found.EnumerateObject() : [];

    public static string? AsText(this JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, or bytes that are no UTF-8. The text as it stands is better than none.
            return Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(element)).Trim('"');
        }
    }

    /// <summary>So large that no sum of some thousand overflows.</summary>
    private const long Largest = 1L << 50;
}
