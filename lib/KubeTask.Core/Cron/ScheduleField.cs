using System.Globalization;
using System.Text.RegularExpressions;
using KubeTask.Core.Validation;

namespace KubeTask.Core.Cron;

/// <summary>
/// One field of a schedule. Its grammar is that of a Kubernetes CronJob, which is narrower than Cronos': no L, W, # or H, no reversed
/// ranges, no 7 for Sunday. Accepted fields are rewritten so that Cronos gives them the same meaning.
/// </summary>
/// <param name="Text">The field for Cronos.</param>
/// <param name="Restricted">
/// Whether it leaves out any value by CronJob's rule: <c>*</c> and <c>*/1</c> don't, <c>*/2</c> and <c>1-31</c> do.
/// </param>
internal readonly partial record struct ScheduleField(string Text, bool Restricted)
{
    private static readonly string[] s_months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    private static readonly string[] s_days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
    private static readonly Kind[] s_kinds =
    [
        new("minute", 0, 59, []),
        new("hour", 0, 23, []),
        new("day of month", 1, 31, []),
        new("month", 1, 12, s_months),
        new("day of week", 0, 6, s_days),
    ];

    private sealed record Kind(string Name, int Least, int Most, string[] Names);

    private readonly record struct Entry(string Text, bool Star);

    /// <summary>How many fields a schedule has.</summary>
    public static int Count => s_kinds.Length;

    /// <summary>Parses the field at an index of the schedule.</summary>
    /// <returns>The field, or what is wrong with it and what to write instead.</returns>
    public static (ScheduleField Field, string? Error) Parse(int place, string text)
    {
        Kind kind = s_kinds[place];
        string[] parts = text.Split(',');
        var entries = new Entry[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            (entries[i], string? error) = ParseEntry(kind, parts[i]);
            if (error is not null)
                return (default, $"{kind.Name} {OneLine.Quote(parts[i])} {error}");
        }

        // A star in a list makes the rest of the list irrelevant, and Cronos accepts a star only on its own.
        bool star = entries.Any(e => e.Star);
        return (new ScheduleField(star ? "*" : string.Join(',', entries.Select(e => e.Text)), !star), null);
    }

    private static (Entry, string? Error) ParseEntry(Kind kind, string text)
    {
        string[] rangeAndStep = text.Split('/');
        string[] bounds = rangeAndStep[0].Split('-');
        if (rangeAndStep.Length > 2 || bounds.Length > 2 || text.Length == 0)
        {
            return Wrong(
                $"is not an entry; write a number, a range such as {kind.Least}-{kind.Most}, *, or either with a step such as */2"
            );
        }

        int step = 1;
        if (rangeAndStep.Length == 2 && (!TryNumber(rangeAndStep[1], out step) || step == 0))
            return Wrong("has no step that is a number from 1 on");
        bool star = rangeAndStep[0] is "*" or "?";
        int least = kind.Least,
            most = kind.Most;
        if (!star)
        {
            if (!TryValue(kind, bounds[0], out least) || !TryValue(kind, bounds[^1], out most))
                return Wrong(Unreadable(kind, text));
            if (least < kind.Least || most > kind.Most || least > kind.Most)
                return Wrong($"is out of range; write {kind.Least} to {kind.Most}" + (kind.Most == 6 ? ", with 0 or SUN for Sunday" : ""));
            if (least > most)
                return Wrong("runs backwards; write the smaller one first, or two ranges with a comma");
            // By CronJob's rule, 5/10 starts at 5 and goes on to the maximum.
            if (bounds.Length == 1 && rangeAndStep.Length == 2)
                most = kind.Most;
        }

        if (star && step == 1)
            return (new Entry("*", true), null);
        if (bounds.Length == 1 && rangeAndStep.Length == 1)
            return (new Entry(Number(least), false), null);
        // Cronos rejects a step that is longer than the field. Such a step leaves only the first value.
        string range =
            step > most - least ? $"{least}-{least}"
            : step == 1 ? $"{least}-{most}"
            : $"{least}-{most}/{step}";
        return (new Entry(range, false), null);

        static (Entry, string?) Wrong(string error) => (default, error);
    }

    private static string Unreadable(Kind kind, string text)
    {
        string what =
            kind.Names.Length > 0
                ? $"a number from {kind.Least} to {kind.Most} or a name such as {kind.Names[1]}"
                : $"a number from {kind.Least} to {kind.Most}";
        return Quartz().IsMatch(text)
            ? $"is not supported: as in a CronJob there is no L, W, # or H; write {what}"
            : $"is not understood; write {what}";
    }

    private static bool TryValue(Kind kind, string text, out int value)
    {
        int name = Array.FindIndex(kind.Names, n => n.Equals(text, StringComparison.OrdinalIgnoreCase));
        value = name + kind.Least;
        return name >= 0 || TryNumber(text, out value);
    }

    private static bool TryNumber(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>What other schedulers write for the last day, the nearest weekday, the n-th weekday and a hashed value.</summary>
    [GeneratedRegex(@"#|\A(\d*|[A-Z]{3})(L|LW|W)\z|\AL-|\AH", RegexOptions.IgnoreCase)]
    private static partial Regex Quartz();
}
