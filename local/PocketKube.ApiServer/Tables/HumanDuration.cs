using System.Globalization;

namespace PocketKube.ApiServer.Tables;

/// <summary>Spans of time as kubectl shows ages: two units at most, the coarser the longer it is (k8s.io/apimachinery, util/duration).</summary>
internal static class HumanDuration
{
    private const int DaysPerYear = 365;

    /// <summary>The span's text. Clocks differ a little, so up to a second in the future counts as now; more is <c>&lt;invalid&gt;</c>.</summary>
    public static string Format(TimeSpan span)
    {
        long seconds = (long)span.TotalSeconds;
        long minutes = (long)span.TotalMinutes;
        long hours = (long)span.TotalHours;
        return seconds switch
        {
            < -1 => "<invalid>",
            < 0 => "0s",
            < 120 => Text(seconds, "s"),
            _ when minutes < 10 => Text(minutes, "m", seconds % 60, "s"),
            _ when minutes < 180 => Text(minutes, "m"),
            _ when hours < 8 => Text(hours, "h", minutes % 60, "m"),
            _ when hours < 48 => Text(hours, "h"),
            _ when hours < 24 * 8 => Text(hours / 24, "d", hours % 24, "h"),
            _ when hours < 24 * DaysPerYear * 2 => Text(hours / 24, "d"),
            _ when hours < 24 * DaysPerYear * 8 => Text(hours / 24 / DaysPerYear, "y", hours / 24 % DaysPerYear, "d"),
            _ => Text(hours / 24 / DaysPerYear, "y"),
        };
    }

    private static string Text(long value, string unit) => value.ToString(CultureInfo.InvariantCulture) + unit;

    private static string Text(long value, string unit, long rest, string restUnit) =>
        rest == 0 ? Text(value, unit) : Text(value, unit) + Text(rest, restUnit);
}
