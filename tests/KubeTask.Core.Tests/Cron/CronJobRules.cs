using System.Globalization;

namespace KubeTask.Core.Tests.Cron;

/// <summary>
/// A Kubernetes CronJob's reading of a schedule, written a second time and as simply as possible: a minute is due when the wall clock
/// shows a time that matches. It uses neither Cronos nor Core.
/// </summary>
internal sealed class CronJobRules
{
    private static readonly (int Least, int Most, string[] Names)[] s_fields =
    [
        (0, 59, []),
        (0, 23, []),
        (1, 31, []),
        (1, 12, ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
        (0, 6, ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
    ];

    private static readonly Dictionary<string, string> s_macros = new()
    {
        ["@hourly"] = "0 * * * *",
        ["@daily"] = "0 0 * * *",
        ["@midnight"] = "0 0 * * *",
        ["@weekly"] = "0 0 * * 0",
        ["@monthly"] = "0 0 1 * *",
        ["@yearly"] = "0 0 1 1 *",
        ["@annually"] = "0 0 1 1 *",
    };

    private readonly HashSet<int>[] _values;
    private readonly bool[] _star;

    public CronJobRules(string schedule)
    {
        string[] fields = s_macros.GetValueOrDefault(schedule, schedule).Split(' ');
        _values = [.. fields.Select((f, i) => f.Split(',').SelectMany(e => Values(e, i)).ToHashSet())];
        // With a step of 2 or more, a star no longer counts as a star.
        _star = [.. fields.Select(f => f.Split(',').Any(e => e is "*" or "?" or "*/1" or "?/1"))];
        Fixed = fields.Take(2).All(f => f.All(c => char.IsAsciiDigit(c) || c == ','));
    }

    /// <summary>Whether minute and hour are only numbers or lists of numbers. Such times are not doubled in autumn.</summary>
    public bool Fixed { get; }

    /// <summary>
    /// The due times of a CronJob: every minute whose wall clock matches. A time that spring skips has none, and a time that autumn repeats
    /// has two.
    /// </summary>
    public IEnumerable<DateTime> CronJob(WallClock clock, DateTime from) => clock.Stretches(from).SelectMany(Minutes).Select(m => m.Utc);

    /// <summary>
    /// The due times by docs/crontask.md: a time that spring skips is due once, just after the gap. A fixed time is not doubled in autumn.
    /// </summary>
    public IEnumerable<DateTime> CronTask(WallClock clock, DateTime from)
    {
        foreach (WallClock.Stretch stretch in clock.Stretches(from))
        {
            bool late =
                stretch.Skipped > TimeSpan.Zero
                && Skipped(stretch.Begin + stretch.Offset - stretch.Skipped, stretch.Begin + stretch.Offset);
            if (late)
                yield return stretch.Begin;
            foreach ((DateTime utc, bool repeated) in Minutes(stretch))
            {
                if (!(repeated && Fixed) && !(late && utc == stretch.Begin))
                    yield return utc;
            }
        }
    }

    private bool Skipped(DateTime wall, DateTime until)
    {
        for (; wall < until; wall = wall.AddMinutes(1))
        {
            if (Day(wall) && _values[1].Contains(wall.Hour) && _values[0].Contains(wall.Minute))
                return true;
        }

        return false;
    }

    private IEnumerable<(DateTime Utc, bool Repeated)> Minutes(WallClock.Stretch stretch)
    {
        for (DateTime utc = stretch.Begin; utc < stretch.End; )
        {
            DateTime wall = utc + stretch.Offset;
            if (!Day(wall))
            {
                utc = wall.Date.AddDays(1) - stretch.Offset;
            }
            else if (!_values[1].Contains(wall.Hour))
            {
                utc = wall.Date.AddHours(wall.Hour + 1) - stretch.Offset;
            }
            else
            {
                if (_values[0].Contains(wall.Minute))
                    yield return (utc, utc < stretch.RepeatedUntil);
                utc = utc.AddMinutes(1);
            }
        }
    }

    private bool Day(DateTime wall)
    {
        bool dayOfMonth = _values[2].Contains(wall.Day),
            dayOfWeek = _values[4].Contains((int)wall.DayOfWeek);
        return _values[3].Contains(wall.Month) && (_star[2] || _star[4] ? dayOfMonth && dayOfWeek : dayOfMonth || dayOfWeek);
    }

    private static IEnumerable<int> Values(string entry, int place)
    {
        (int least, int most, string[] names) = s_fields[place];
        string[] stepped = entry.Split('/');
        int step = stepped.Length == 2 ? int.Parse(stepped[1], CultureInfo.InvariantCulture) : 1;
        string[] range = stepped[0].Split('-');
        int from = stepped[0] is "*" or "?" ? least : Value(range[0]);
        int to = stepped[0] is "*" or "?" || (range.Length == 1 && stepped.Length == 2) ? most : Value(range[^1]);
        for (int value = from; value <= to; value += step)
            yield return value;

        int Value(string text) =>
            Array.IndexOf(names, text.ToLowerInvariant()) is var i and >= 0 ? i + least : int.Parse(text, CultureInfo.InvariantCulture);
    }
}
