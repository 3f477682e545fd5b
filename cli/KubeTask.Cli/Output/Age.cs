using System.Globalization;

namespace KubeTask.Cli.Output;

/// <summary>Spans of time as kubectl shows ages: two units at most, the coarser the longer it is.</summary>
internal static class Age
{
    private const int DaysPerYear = 365;

    /// <summary>The age of a time; <c>&lt;unknown&gt;</c> if there is none.</summary>
    public static string Since(DateTime? time, DateTimeOffset now) =>
        time is { } known ? Of(now.UtcDateTime - known.ToUniversalTime()) : "<unknown>";

    /// <summary>The span's text. What is a little in the future, because clocks differ, counts as now.</summary>
    public static string Of(TimeSpan span)
    {
        long seconds = Math.Max(0, (long)span.TotalSeconds);
        long minutes = seconds / 60;
        long hours = minutes / 60;
        long days = hours / 24;
        return seconds switch
        {
            < 120 => Text(seconds, "s"),
            _ when minutes < 10 => Text(minutes, "m", seconds % 60, "s"),
            _ when minutes < 180 => Text(minutes, "m"),
            _ when hours < 8 => Text(hours, "h", minutes % 60, "m"),
            _ when hours < 48 => Text(hours, "h"),
            _ when days < 8 => Text(days, "d", hours % 24, "h"),
            _ when days < DaysPerYear * 2 => Text(days, "d"),
            _ when days < DaysPerYear * 8 => Text(days / DaysPerYear, "y", days % DaysPerYear, "d"),
            _ => Text(days / DaysPerYear, "y"),
        };
    }

    private static string Text(long value, string unit) => value.ToString(CultureInfo.InvariantCulture) + unit;

    private static string Text(long value, string unit, long rest, string restUnit) =>
        rest == 0 ? Text(value, unit) : Text(value, unit) + Text(rest, restUnit);
}
