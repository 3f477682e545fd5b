namespace KubeTask.Cli.Invocations;

/// <summary>Finds the word that somebody may have meant.</summary>
internal static class Similar
{
    private const int MostEdits = 2;

    /// <summary>The known word that differs least, if it differs little; otherwise null.</summary>
    public static string? To(string word, IEnumerable<string> known)
    {
        (string Word, int Edits)? best = known
            .Select(k => ((string Word, int Edits)?)(k, Edits(word, k)))
            .Where(k => k!.Value.Edits <= Math.Min(MostEdits, word.TrimStart('-').Length / 2))
            .MinBy(k => k!.Value.Edits);
        return best?.Word;
    }

    /// <summary>How many letters must be added, left out or changed (Levenshtein).</summary>
    private static int Edits(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            (int diagonal, row[0]) = (row[0], i);
            for (int j = 1; j <= to.Length; j++)
            {
                int changed = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                (diagonal, row[j]) = (row[j], Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1));
            }
        }

        return row[^1];
    }
}
