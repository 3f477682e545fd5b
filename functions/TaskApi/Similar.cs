namespace KubeTask.Functions.TaskApi;

/// <summary>Finds the name that somebody meant.</summary>
internal static class Similar
{
    private const int MaxLength = 32;

    /// <summary>The closest of the names, or null if none is close: at most two letters differ, and most letters are the same.</summary>
    public static string? To(string given, IEnumerable<string> names)
    {
        if (given.Length > MaxLength)
            return null;
        string lower = given.ToLowerInvariant();
        return names
            .Select(name => (Name: name, Distance: Distance(lower, name.ToLowerInvariant())))
            .Where(n => n.Distance <= Math.Min(2, n.Name.Length / 3))
            .OrderBy(n => n.Distance)
            .Select(n => n.Name)
            .FirstOrDefault();
    }

    /// <summary>How many letters must be inserted, removed or replaced to make one text the other.</summary>
    private static int Distance(string one, string other)
    {
        int[] before = [.. Enumerable.Range(0, other.Length + 1)];
        for (int i = 1; i <= one.Length; i++)
        {
            int[] row = new int[other.Length + 1];
            row[0] = i;
            for (int j = 1; j <= other.Length; j++)
            {
                int replaced = before[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
                row[j] = Math.Min(replaced, Math.Min(before[j], row[j - 1]) + 1);
            }

            before = row;
        }

        return before[^1];
    }
}
