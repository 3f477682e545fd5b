using KubeTask.Core.Cron;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Tests.Cron;

/// <summary>
/// Compares the due times of the schedules in schedules.txt with an independent version of CronJob's rules, over two clock changes.
/// </summary>
public sealed class ScheduleTableTests
{
    private static readonly int s_times = Draw.Times(1000);
    private static readonly string[] s_schedules =
    [
        .. File.ReadAllLines(RepositoryRoot.Combine("tests", "KubeTask.Core.Tests", "Cron", "schedules.txt"))
            .Where(l => l.Length > 0 && l[0] != '#'),
    ];

    public static TheoryData<string> Zones => ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"];

    [Fact]
    public void The_table_has_at_least_sixty_schedules() => Assert.InRange(s_schedules.Distinct().Count(), 60, int.MaxValue);

    /// <summary>
    /// From the start of 2026, and from shortly before each of two clock changes. Rare schedules are compared for all due times until 2037.
    /// </summary>
    [Theory]
    [MemberData(nameof(Zones))]
    public void Hazard_17_the_next_thousand_due_times_are_those_of_a_CronJob_but_for_the_two_rules_of_summer_time(string zone)
    {
        var clock = new WallClock(zone);
        DateTime[] starts =
        [
            WallClock.Begin,
            .. (
                clock.Changes is [var first, var second, ..]
                    ? [first, second]
                    : new[] { WallClock.Begin.AddDays(90), WallClock.Begin.AddDays(300) }
            ).Select(c => c.AddHours(-8)),
        ];
        foreach (string text in s_schedules)
        {
            Schedule schedule = Parse(text, zone);
            var rules = new CronJobRules(text);
            foreach (DateTime start in starts)
            {
                DateTime[] expected = [.. rules.CronTask(clock, start.AddMinutes(1)).Take(s_times)];
                Assert.NotEmpty(expected);
                DateTime[] actual = [.. After(schedule, start).TakeWhile(t => t < WallClock.End).Take(s_times)];
                Assert.True(expected.SequenceEqual(actual), $"{text} in {zone} from {start:u}: {FirstDifference(expected, actual)}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Zones))]
    public void The_latest_due_time_is_found_from_anywhere_after_it(string zone)
    {
        var clock = new WallClock(zone);
        foreach (string text in s_schedules)
        {
            Schedule schedule = Parse(text, zone);
            IEnumerable<DateTime> starts = clock.Changes is [var first, var second, ..]
                ? [first.AddHours(-3), second.AddHours(-3)]
                : [WallClock.Begin];
            foreach (DateTime start in starts)
            {
                DateTime[] times = [.. After(schedule, start).Take(Draw.Times(40))];
                for (int i = 0; i + 1 < times.Length; i++)
                {
                    Assert.Equal((text, times[i]), (text, schedule.Latest(times[i])));
                    Assert.Equal((text, times[i]), (text, schedule.Latest(times[i].AddMilliseconds(700))));
                    Assert.Equal((text, times[i]), (text, schedule.Latest(times[i + 1].AddTicks(-1))));
                    Assert.True(schedule.Contains(times[i]));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Zones))]
    public void A_schedule_has_the_due_times_of_a_CronJob_where_the_clock_does_not_change(string zone)
    {
        var clock = new WallClock(zone);
        DateTime until = WallClock.Begin.AddYears(1);
        int differences = 0;
        foreach (CronJobRules rules in s_schedules.Select(s => new CronJobRules(s)))
        {
            DateTime[] cronJob = [.. rules.CronJob(clock, WallClock.Begin).TakeWhile(t => t < until)];
            DateTime[] cronTask = [.. rules.CronTask(clock, WallClock.Begin).TakeWhile(t => t < until)];
            DateTime[] other = [.. cronJob.Except(cronTask), .. cronTask.Except(cronJob)];
            differences += other.Length;
            Assert.All(other, t => Assert.Contains(clock.Changes, c => t >= c && t < c.AddHours(1)));
        }

        Assert.Equal(clock.Changes.Count > 0, differences > 0);
    }

    private static string At(DateTime[] times, int i) => i < times.Length ? times[i].ToString("u") : "none";

    private static string FirstDifference(DateTime[] expected, DateTime[] actual)
    {
        int i = expected.Zip(actual).TakeWhile(p => p.First == p.Second).Count();
        return $"number {i} is {At(actual, i)}, not {At(expected, i)}";
    }

    private static IEnumerable<DateTime> After(Schedule schedule, DateTime time)
    {
        while (schedule.After(time) is { } next)
            yield return time = next;
    }

    private static Schedule Parse(string text, string zone) =>
        Schedule.Parse(text, zone).Succeeded(out Schedule? schedule, out Problem? problem)
            ? schedule
            : throw new InvalidOperationException(problem.Message);
}
