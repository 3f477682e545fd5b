using System.Text.RegularExpressions;

namespace KubeTask.Repository.Tests;

/// <summary>
/// Reads the numbers of rows of docs/hazards.md from names and comments: "Hazard_23_24_no", "hazard-17-clock", "hazards.md, rows
/// 16 to 19".
/// </summary>
internal static partial class HazardNumbers
{
    /// <summary>Every number that a text cites.</summary>
    public static IEnumerable<int> In(string text) => Cited().Matches(text).SelectMany(m => Numbers(m.Groups[1].Value));

    private static IEnumerable<int> Numbers(string list)
    {
        string[] parts = list.Split([' ', ',', '_', '-'], StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], out int number))
                continue;
            bool range = i + 2 < parts.Length && parts[i + 1] == "to" && int.TryParse(parts[i + 2], out _);
            int last = range ? int.Parse(parts[i += 2], null) : number;
            for (; number <= last; number++)
                yield return number;
        }
    }

    [GeneratedRegex(@"(?:\bhazards\.md,? rows?|\b[Hh]azards?|[-/_]hazards?)[ _-](\d+(?:(?:,? and |, | to |_and_|_to_|_)\d+)*)")]
    private static partial Regex Cited();
}
