using System.Globalization;
using System.Text.Json.Nodes;

namespace KubeTask.Yaml;

/// <summary>The meaning of an unquoted YAML scalar, by the rules of Kubernetes' YAML library (booleans and octals of YAML 1.1).</summary>
public static class YamlScalar
{
    /// <summary>The value of a plain (unquoted, untagged) scalar. null stands for YAML's null.</summary>
    public static JsonValue? Plain(string text)
    {
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return null;
            case "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON":
                return JsonValue.Create(true);
            case "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF":
                return JsonValue.Create(false);
            default:
                break;
        }

        if (Whole(text.Replace("_", "", StringComparison.Ordinal)) is { } whole)
            return JsonValue.Create(whole);

        return
            text.Any(char.IsAsciiDigit)
            && text.All(c => char.IsAsciiDigit(c) || c is '.' or '-' or '+' or 'e' or 'E')
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double real)
            && double.IsFinite(real)
            ? JsonValue.Create(real)
            : JsonValue.Create(text);
    }

    private static long? Whole(string text)
    {
        bool negative = text.StartsWith('-');
        string digits = negative || text.StartsWith('+') ? text[1..] : text;
        if (digits.Length == 0 || !char.IsAsciiDigit(digits[0]))
            return null;

        try
        {
            long? read = digits switch
            {
                ['0', 'x' or 'X', ..] => Convert.ToInt64(digits[2..], 16),
                ['0', 'o', ..] => Convert.ToInt64(digits[2..], 8),
                ['0', 'b', ..] => Convert.ToInt64(digits[2..], 2),
                ['0', _, ..] when digits.All(c => c is >= '0' and <= '7') => Convert.ToInt64(digits, 8),
                _ when digits.All(char.IsAsciiDigit) => long.Parse(digits, CultureInfo.InvariantCulture),
                _ => (long?)null,
            };
            return negative ? -read : read;
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}
