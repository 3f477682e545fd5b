using System.Text;

namespace KubeTask.Bench.Figures;

/// <summary>Replaces what stands between a document's markers, such as <c>&lt;!-- figures: tasks --&gt;</c> and the next end.</summary>
internal static class MarkedFigures
{
    private const string Begin = "<!-- figures: ";
    private const string Close = " -->";
    private const string End = "<!-- end -->";

    /// <param name="document">The document.</param>
    /// <param name="figures">What belongs between the markers of each name.</param>
    /// <exception cref="FormatException">A marker has no end or an unknown name, or a name has no marker.</exception>
    public static string Replace(string document, IReadOnlyDictionary<string, string> figures)
    {
        var written = new StringBuilder();
        HashSet<string> missing = [.. figures.Keys];
        int position = 0;
        while (document.IndexOf(Begin, position, StringComparison.Ordinal) is >= 0 and var begin)
        {
            int close = document.IndexOf(Close, begin, StringComparison.Ordinal);
            string name = close < 0 ? "" : document[(begin + Begin.Length)..close];
            if (!figures.TryGetValue(name, out string? content))
                throw new FormatException($"there are no figures for the marker \"{name}\"");
            int end = document.IndexOf(End, close, StringComparison.Ordinal);
            int next = document.IndexOf(Begin, close, StringComparison.Ordinal);
            if (end < 0 || (next >= 0 && next < end))
                throw new FormatException($"the marker \"{name}\" has no {End}");
            written.Append(document, position, close + Close.Length - position);
            written.Append("\n\n").Append(content.Trim('\n')).Append("\n\n").Append(End);
            position = end + End.Length;
            missing.Remove(name);
        }

        return missing.Count == 0
            ? written.Append(document, position, document.Length - position).ToString()
            : throw new FormatException($"the document has no marker for {string.Join(", ", missing.Order(StringComparer.Ordinal))}");
    }
}
