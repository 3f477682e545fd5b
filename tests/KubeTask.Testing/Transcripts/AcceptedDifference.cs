using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kubernetes.Yaml;

namespace KubeTask.Testing.Transcripts;

/// <summary>A known difference that is accepted.</summary>
/// <param name="Exchange">Theme and name as <c>theme/name</c>; <c>*</c> stands for anything.</param>
/// <param name="Path">The place in the answer; <c>*</c> stands for anything.</param>
/// <param name="Ours">The value that our server must have there, if only one is accepted.</param>
/// <param name="Why">Why the difference is right, or what is missing.</param>
public sealed record AcceptedDifference(string Exchange, string Path, string? Ours, string Why)
{
    /// <summary>The list in a YAML file.</summary>
    /// <exception cref="FormatException">An entry lacks its exchange, its path or its reason.</exception>
    public static IReadOnlyList<AcceptedDifference> Read(string file) =>
        [
            .. (YamlJson.ReadFile(file) as JsonArray ?? []).Select(entry => new AcceptedDifference(
                Text(file, entry, "exchange"),
                Text(file, entry, "path"),
                entry?["ours"] is { } ours ? Transcript.Line(ours) : null,
                Text(file, entry, "why")
            )),
        ];

    public bool Covers(string theme, string name, JsonDifference difference) =>
        Matches(Exchange, $"{theme}/{name}") && Matches(Path, difference.Path) && (Ours is null || Ours == difference.Ours);

    private static string Text(string file, JsonNode? entry, string field) =>
        entry?[field]?.ToString() is { Length: > 0 } text
            ? text
            : throw new FormatException($"{file}: a difference without {field}: {entry}");

    private static bool Matches(string pattern, string text) =>
        Regex.IsMatch(text, "^" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal) + "$", RegexOptions.Singleline);
}
