namespace KubeTask.Functions.TaskApi;

/// <summary>Finds the name that somebody meant.</summary>
internal static class Similar
{
    private const int MaxLength = 32;

    /// <summary>The closest of the names, or null if none is close. A beginning of a name is close to it.</summary>
    public static string? To(string given, IEnumerable<string> names)
    {
        if (given.Length is 0 or > MaxLength)
            return null;
        string lower = given.ToLowerInvariant();
        return names
            .Select(name => (Name: name, Distance: Distance(lower, name.ToLowerInvariant())))
            .OrderBy(n => n.Distance)
            .Where(n =>
                n.Distance <= Math.Min(2, n.Name.Length / 3)
                || (lower.Length >= 3 && n.Name.StartsWith(lower, StringComparison.OrdinalIgnoreCase))
            )
            .Select(n => n.Name)
            .FirstOrDefault();
    }

    /// <summary>How many letters must be inserted, removed, replaced or swapped to make one text the other.</summary>
    private static int Distance(string one, string other)
    {
        int[][] steps = [.. Enumerable.Range(0, one.Length + 1).Select(_ => new int[other.Length + 1])];
        for (int i = 0; i <= one.Length; i++)
        {
            for (int j = 0; j <= other.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    steps[i][j] = i + j;
                    continue;
                }

                int same = one[i - 1] == other[j - 1] ? 0 : 1;
                steps[i][j] = Math.Min(steps[i - 1][j - 1] + same, Math.Min(steps[i - 1][j], steps[i][j - 1]) + 1);
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                    steps[i][j] = Math.Min(steps[i][j], steps[i - 2][j - 2] + 1);
            }
        }

        return steps[one.Length][other.Length];
    }
}
