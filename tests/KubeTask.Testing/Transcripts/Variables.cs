using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KubeTask.Testing.Transcripts;

/// <summary>Values of earlier answers for <c>${name.path}</c> in later requests. <c>${repeat N x}</c> is N times x.</summary>
public sealed partial class Variables
{
    private readonly Dictionary<string, JsonNode?> _values = new(StringComparer.Ordinal);

    public void Set(string name, JsonNode? value) => _values[name] = value?.DeepClone();

    /// <exception cref="KeyNotFoundException">A variable has no value: the answer that should give it was a different one.</exception>
    public string Expand(string text) =>
        Reference()
            .Replace(text, match =>
            {
                if (match.Groups["count"].Success)
                {
                    return new string(
                        match.Groups["letter"].Value[0],
                        int.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture)
                    );
                }

                string[] parts = match.Groups["path"].Value.Split('.', 2);
                JsonNode? value = _values.GetValueOrDefault(parts[0]);
                JsonNode? found = parts.Length == 1 ? value : JsonPaths.Find(value, parts[1]);
                return found?.ToString() ?? throw new KeyNotFoundException($"${{{match.Groups["path"].Value}}} has no value");
            });

    [GeneratedRegex(@"\$\{(repeat (?<count>\d+) (?<letter>.)|(?<path>[^}]+))\}")]
    private static partial Regex Reference();
}
