using System.Globalization;

namespace KubeTask.Core.Tests.Cron;

/// <summary>hazards.md, rows 16 to 19 (and 5, 6, 15, 22 for CronTasks), together and at random.</summary>
public sealed class YearSimulationTests
{
    private const int CronTasks = 50;

    /// <summary>`make test` runs a few seeds, and `make cron-year` runs 500.</summary>
    private static readonly int s_seeds = int.Parse(
        Environment.GetEnvironmentVariable("KUBETASK_CRON_SEEDS") ?? "3",
        CultureInfo.InvariantCulture
    );
    private static readonly DueTimeTable[] s_tables =
    [
        new("UTC"),
        new("Europe/Berlin"),
        new("America/New_York"),
        new("Australia/Lord_Howe"),
    ];

    [Fact]
    public void Hazards_16_to_19_each_due_time_of_a_year_has_its_one_Task_whatever_happens()
    {
        Parallel.For(0, s_seeds * CronTasks, number =>
        {
            try
            {
                new YearSimulation(number, s_tables[number % s_tables.Length]).Run();
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                throw new InvalidOperationException(
                    $"seed {number / CronTasks}, CronTask {number % CronTasks} (number {number}): {e.Message}",
                    e
                );
            }
        });
    }

    [Fact]
    public void A_year_without_disturbance_creates_exactly_the_Tasks_of_its_due_times()
    {
        for (int number = 0; number < Draw.Times(12); number++)
        {
            DueTimeTable table = s_tables[number % s_tables.Length];
            var year = new YearSimulation(number, table, quiet: true);
            year.Run();
            Assert.Equal(table.Count(table.Draw(new Random(number)), WallClock.Begin.AddYears(1)), year.Made);
        }
    }
}
