using System.Globalization;
using KubeTask.Core.Cron;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Tests.Cron;

/// <summary>Each row of the tables in docs/crontask.md is true.</summary>
public sealed class ScheduleDocumentTests
{
    private static readonly string[][] s_rows =
    [
        .. File.ReadLines(RepositoryRoot.Combine("docs", "crontask.md"))
            .Where(l => l.StartsWith("| `", StringComparison.Ordinal))
            .Select(l => l.Trim('|').Split('|').Select(c => c.Trim()).ToArray()),
    ];

    public static TheoryData<string, string, string> Dialect =>
        [.. s_rows.Where(r => r is [_, "yes" or "no", _]).Select(r => (r[0].Trim('`'), r[1], r[2]))];

    public static TheoryData<string, string, string, string, string> SummerTime =>
        [.. s_rows.Where(r => r.Length == 5).Select(r => (r[0].Trim('`'), r[1], r[2], r[3], r[4]))];

    [Fact]
    public void The_document_has_both_tables() =>
        Assert.True(Dialect.Count >= 30 && SummerTime.Count >= 15, $"{Dialect.Count} and {SummerTime.Count} rows");

    [Theory]
    [MemberData(nameof(Dialect))]
    public void A_schedule_is_accepted_or_refused_with_the_message_of_its_row(string schedule, string taken, string words)
    {
        bool parsed = Schedule.Parse(schedule, null).Succeeded(out Schedule? _, out Problem? problem);

        Assert.Equal(taken == "yes", parsed);
        if (problem is not null)
            Assert.Contains(words, problem.Message, StringComparison.Ordinal);
    }

    /// <summary>Each macro means the fields in its row.</summary>
    [Theory]
    [MemberData(nameof(Dialect))]
    public void A_macro_has_the_due_times_of_the_fields_in_its_row(string schedule, string taken, string words)
    {
        if (schedule[0] != '@' || taken == "no")
            return;
        string[] written = words.Split('`');
        Assert.Equal(Times(written[1]), Times(schedule));
        if (written.Length > 3)
            Assert.Equal(Times(written[1]), Times(written[3]));

        static DateTime[] Times(string text) => [.. Parse(text, null).Between(WallClock.Begin, WallClock.End, 50)];
    }

    [Theory]
    [MemberData(nameof(SummerTime))]
    public void Hazard_17_a_day_on_which_the_clock_changes_has_the_due_times_of_its_row(
        string schedule,
        string zone,
        string day,
        string cronJob,
        string cronTask
    )
    {
        var info = TimeZoneInfo.FindSystemTimeZoneById(zone);
        DateTime from = TimeZoneInfo.ConvertTimeToUtc(DateTime.Parse(day, CultureInfo.InvariantCulture), info);
        DateTime to = TimeZoneInfo.ConvertTimeToUtc(DateTime.Parse(day, CultureInfo.InvariantCulture).AddDays(1), info);

        Assert.Equal(cronJob, Text(new CronJobRules(schedule).CronJob(new WallClock(zone), from).TakeWhile(t => t < to)));
        Assert.Equal(cronTask, Text(Parse(schedule, zone).Between(from, to, 100)));

        string Text(IEnumerable<DateTime> times) =>
            string.Join(
                ' ',
                times.Select(t => TimeZoneInfo.ConvertTime(new DateTimeOffset(t), info).ToString("HH:mmzzz", CultureInfo.InvariantCulture))
            )
                is { Length: > 0 } text
                ? text
                : "none";
    }

    private static Schedule Parse(string text, string? zone) =>
        Schedule.Parse(text, zone).Succeeded(out Schedule? schedule, out Problem? problem)
            ? schedule
            : throw new InvalidOperationException(problem.Message);
}
