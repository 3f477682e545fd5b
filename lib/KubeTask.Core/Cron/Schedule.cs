using System.Collections.Immutable;
using Cronos;
using KubeTask.Core.Api;
using KubeTask.Core.Outcomes;
using KubeTask.Core.Validation;

namespace KubeTask.Core.Cron;

/// <summary>
/// The due times of a schedule in its time zone. A schedule means the same as in a Kubernetes CronJob, except when clocks change for
/// daylight saving time, where Cronos' rules apply (docs/crontask.md). All times are UTC.
/// </summary>
public sealed class Schedule
{
    private const int DayOfMonth = 2;
    private const int DayOfWeek = 4;

    /// <summary>
    /// Any schedule that ever comes due does so after this time within Cronos' calendar, because a leap day comes at least once in eight
    /// years.
    /// </summary>
    private static readonly DateTime s_start = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>One expression, or two of which each gives due times.</summary>
    private readonly ImmutableArray<CronExpression> _either;
    private readonly TimeZoneInfo _zone;

    private Schedule(ImmutableArray<CronExpression> either, TimeZoneInfo zone, string text) =>
        (_either, _zone, Text) = (either, zone, text);

    /// <summary>The schedule and its time zone in one string. As long as it stays the same, the due times do.</summary>
    public string Text { get; }

    /// <returns>The schedule, or what is wrong with it and what to write instead.</returns>
    public static Result<Schedule> Parse(string schedule, string? timeZone)
    {
        if (!TimeZones.Find(timeZone).Succeeded(out TimeZoneInfo? zone, out Problem? problem))
            return problem;
        string[] fields = (Macro(schedule) ?? schedule).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (BrokenForm(schedule, fields) is { } broken)
            return Invalid(schedule, broken);

        bool dayOfMonth = false,
            dayOfWeek = false;
        for (int i = 0; i < fields.Length; i++)
        {
            (ScheduleField field, string? error) = ScheduleField.Parse(i, fields[i]);
            if (error is not null)
                return Invalid(schedule, error);
            fields[i] = field.Text;
            dayOfMonth |= i == DayOfMonth && field.Restricted;
            dayOfWeek |= i == DayOfWeek && field.Restricted;
        }

        // If both days are restricted, Cronos requires both to match, but cron requires either. So there are two expressions.
        ImmutableArray<CronExpression> either =
            dayOfMonth && dayOfWeek
                ? [CronExpression.Parse(With(fields, DayOfWeek)), CronExpression.Parse(With(fields, DayOfMonth))]
                : [CronExpression.Parse(string.Join(' ', fields))];
        if (either.All(e => e.GetNextOccurrence(s_start) is null))
            return Invalid(schedule, "never comes: no year has such a day; write a day that the month has");
        return new Schedule(either, zone, $"{schedule} {(string.IsNullOrEmpty(timeZone) ? "UTC" : timeZone)}");
    }

    /// <summary>The first due time after a time, or null at the end of the calendar.</summary>
    public DateTime? After(DateTime time)
    {
        DateTime? first = null;
        foreach (CronExpression expression in _either)
        {
            if (expression.GetNextOccurrence(time, _zone) is { } next && !(next >= first))
                first = next;
        }

        return first;
    }

    /// <summary>
    /// The last due time that is not after a time, or null if there is none. It is found directly, no matter how long ago it was.
    /// </summary>
    public DateTime? Latest(DateTime time)
    {
        DateTime? last = null;
        foreach (CronExpression expression in _either)
        {
            if (Latest(expression, time) is { } found && !(found <= last))
                last = found;
        }

        return last;
    }

    /// <summary>Whether a time is a due time.</summary>
    public bool Contains(DateTime time) => After(time.AddTicks(-1)) == time;

    /// <summary>The first due times from one time up to, but not including, another.</summary>
    public ImmutableArray<DateTime> Between(DateTime from, DateTime to, int most)
    {
        ImmutableArray<DateTime>.Builder times = ImmutableArray.CreateBuilder<DateTime>();
        for (DateTime? next = After(from.AddTicks(-1)); next < to && times.Count < most; next = After(next.Value))
            times.Add(next.Value);
        return times.ToImmutable();
    }

    private DateTime? Latest(CronExpression expression, DateTime time)
    {
        // If a due time falls into the hour that a clock change skips, Cronos looking backwards returns the last moment before the change
        // instead of the first one after it. So a result counts only if looking forwards confirms it or gives a time that is not too late.
        DateTime? found = expression.GetPreviousOccurrence(time, _zone, inclusive: true);
        while (found is { } candidate)
        {
            if (expression.GetNextOccurrence(candidate, _zone) is { } after && after <= time)
                return after;
            if (expression.GetNextOccurrence(candidate.AddTicks(-1), _zone) == candidate)
                return candidate;
            found = expression.GetPreviousOccurrence(candidate, _zone);
        }

        return null;
    }

    private static string? BrokenForm(string schedule, string[] fields)
    {
        string text = schedule.TrimStart();
        return text.StartsWith("TZ=", StringComparison.Ordinal) || text.StartsWith("CRON_TZ=", StringComparison.Ordinal)
                ? RuleText.ScheduleHasNoZone
            : text.StartsWith("@every", StringComparison.Ordinal) ? RuleText.ScheduleHasNoEvery
            : fields.Length != ScheduleField.Count ? RuleText.ScheduleForm
            : null;
    }

    private static string? Macro(string schedule) =>
        schedule.Trim() switch
        {
            "@hourly" => "0 * * * *",
            "@daily" or "@midnight" => "0 0 * * *",
            "@weekly" => "0 0 * * 0",
            "@monthly" => "0 0 1 * *",
            "@yearly" or "@annually" => "0 0 1 1 *",
            _ => null,
        };

    /// <summary>The expression with a star in one field.</summary>
    private static string With(string[] fields, int star) => string.Join(' ', fields.Select((field, i) => i == star ? "*" : field));

    private static Problem Invalid(string schedule, string error) =>
        new(CronTaskReason.InvalidSchedule, $"spec.schedule: {OneLine.Quote(schedule)}: {error}", ConditionType.Scheduled);
}
