using System.Security;
using System.Text.RegularExpressions;
using KubeTask.Core.Api;
using KubeTask.Core.Outcomes;
using KubeTask.Core.Validation;

namespace KubeTask.Core.Cron;

/// <summary>Finds time zones by their IANA names in the machine's time zone data.</summary>
public static partial class TimeZones
{
    /// <summary>A zone in all time zone data. If it isn't found, the machine has no time zone data.</summary>
    private const string Probe = "Europe/London";

    /// <summary>The zone. Without a name, UTC.</summary>
    public static Result<TimeZoneInfo> Find(string? name) => Find(name, LookUp);

    /// <param name="name">The name, as the user wrote it.</param>
    /// <param name="lookUp">Looks up the zone of a name; null if the machine doesn't have it.</param>
    public static Result<TimeZoneInfo> Find(string? name, Func<string, TimeZoneInfo?> lookUp)
    {
        if (string.IsNullOrEmpty(name) || name == "UTC")
            return TimeZoneInfo.Utc;
        // A name becomes a path in the time zone data, so only plausible names are looked up: no dots, no folders except those of zones.
        if (Name().IsMatch(name) && !Alias().IsMatch(name))
        {
            if (lookUp(name) is { } zone)
                return zone;
            if (lookUp(Probe) is null)
            {
                return new Problem(
                    CronTaskReason.TimeZoneDataMissing,
                    $"spec.timeZone: {OneLine.Quote(name)} can't be looked up: "
                        + "the functions' machine has no time zone data; install the package tzdata there",
                    ConditionType.Scheduled
                );
            }
        }

        return new Problem(
            CronTaskReason.InvalidSchedule,
            $"spec.timeZone: {OneLine.Quote(name)}: {RuleText.TimeZoneName}",
            ConditionType.Scheduled
        );
    }

    private static TimeZoneInfo? LookUp(string name)
    {
        try
        {
            return TimeZoneInfo.FindSystemTimeZoneById(name);
        }
        catch (Exception e) when (e is TimeZoneNotFoundException or InvalidTimeZoneException or SecurityException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z][A-Za-z0-9_+-]*)*\z")]
    private static partial Regex Name();

    /// <summary>Files next to the zones that depend on the machine, or count leap seconds.</summary>
    [GeneratedRegex(@"\A(Local|localtime|posixrules|Factory|(posix|right)/.*)\z", RegexOptions.IgnoreCase)]
    private static partial Regex Alias();
}
