using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PocketKube.ApiServer.Errors;

/// <summary>Values as Go's <c>%q</c> and <c>%#v</c> print them in the real server's messages.</summary>
internal static class GoValue
{
    public static string Quote(string text)
    {
        StringBuilder quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (Rune rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                < 0x20 or 0x7f => quoted.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
                _ => quoted.Append(rune.ToString()),
            };
        }

        return quoted.Append('"').ToString();
    }

    public static string Quote(JsonNode? value) =>
        value switch
        {
            null => "null",
            JsonValue scalar when scalar.GetValueKind() == JsonValueKind.String => Quote(scalar.GetValue<string>()),
            JsonValue scalar => scalar.ToJsonString(),
            JsonArray array => $"[]interface {{}}{{{string.Join(", ", array.Select(Quote))}}}",
            JsonObject map => "map[string]interface {}{"
                + string.Join(", ", map.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{Quote(p.Key)}:{Quote(p.Value)}"))
                + "}",
            _ => value.ToJsonString(),
        };
}
