using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PocketKube.ApiServer.Crd.Cel;

/// <summary>Values of CEL: null, bool, long, double and string; JSON objects; lists of values or of JSON.</summary>
internal static class CelValue
{
    public static object? Of(JsonNode? node) => node is JsonValue scalar ? OfScalar(scalar) : node;

    public static bool AreEqual(object? a, object? b) =>
        (a, b) switch
        {
            (JsonNode x, JsonNode y) => JsonNode.DeepEquals(x, y),
            (long x, double y) => x == y,
            (double x, long y) => x == y,
            _ => Equals(a, b),
        };

    public static int Compare(object? a, object? b) =>
        (a, b) switch
        {
            (long x, long y) => x.CompareTo(y),
            (long or double, long or double) => System
                .Convert.ToDouble(a, CultureInfo.InvariantCulture)
                .CompareTo(System.Convert.ToDouble(b, CultureInfo.InvariantCulture)),
            (string x, string y) => string.CompareOrdinal(x, y),
            _ => throw new CelException("no such overload"),
        };

    /// <summary>The elements of a list, or the keys of a map.</summary>
    public static IEnumerable<object?> Elements(object? value) =>
        value switch
        {
            JsonArray array => array.Select(Of),
            JsonObject map => map.Select(p => (object?)p.Key),
            IReadOnlyList<object?> list => list,
            _ => throw new CelException("no such overload"),
        };

    /// <summary>Characters of a text, elements of a list, or keys of a map.</summary>
    public static long Size(object? value) => value is string text ? text.EnumerateRunes().LongCount() : Elements(value).LongCount();

    /// <exception cref="CelException">It is something else.</exception>
    public static T As<T>(object? value) => value is T typed ? typed : throw new CelException("no such overload");

    private static object? OfScalar(JsonValue scalar) =>
        scalar.GetValueKind() switch
        {
            JsonValueKind.String => scalar.GetValue<string>(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number when long.TryParse(scalar.ToJsonString(), CultureInfo.InvariantCulture, out long whole) => whole,
            JsonValueKind.Number => double.Parse(scalar.ToJsonString(), CultureInfo.InvariantCulture),
            _ => null,
        };
}
