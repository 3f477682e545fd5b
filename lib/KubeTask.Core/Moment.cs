namespace KubeTask.Core;

/// <summary>Times that come from objects: they may be any, the last of all included.</summary>
internal static class Moment
{
    /// <summary>The time so much later, or the last of all where the calendar ends before.</summary>
    /// <param name="wait">Not negative.</param>
    public static DateTimeOffset After(DateTimeOffset time, TimeSpan wait) =>
        DateTimeOffset.MaxValue - time < wait ? DateTimeOffset.MaxValue : time + wait;
}
