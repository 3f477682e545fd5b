namespace KubeTask.Core;

/// <summary>Adds to times that come from objects. Such a time may be any time, even the last one of the calendar.</summary>
internal static class Moment
{
    /// <summary>The time plus a wait, or the last time of the calendar if the sum is past its end.</summary>
    /// <param name="wait">The wait, not negative.</param>
    public static DateTimeOffset After(DateTimeOffset time, TimeSpan wait) =>
        DateTimeOffset.MaxValue - time < wait ? DateTimeOffset.MaxValue : time + wait;

    /// <summary>The time in whole seconds, as the API server keeps it.</summary>
    public static DateTime WholeSeconds(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);
}
