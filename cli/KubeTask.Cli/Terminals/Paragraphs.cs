namespace KubeTask.Cli.Terminals;

/// <summary>Breaks text into lines.</summary>
internal static class Paragraphs
{
    /// <summary>Lines of at most this many columns, broken at blanks. A longer word has a line of its own.</summary>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        string line = "";
        foreach (string word in text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line += (line.Length > 0 ? " " : "") + word;
        }

        yield return line;
    }
}
