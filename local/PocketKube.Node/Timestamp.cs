using System.Globalization;

namespace PocketKube.Node;

/// <summary>Times as the API has them: RFC 3339, UTC, whole seconds (<c>metav1.Time</c>).</summary>
internal static class Timestamp
{
    public static string? Format(DateTime? time) =>
        time?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static DateTime WholeSeconds(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);
}
