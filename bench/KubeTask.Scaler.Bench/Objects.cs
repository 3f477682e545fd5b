using System.Globalization;
using KubeTask.Core;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Bench;

/// <summary>Many objects with realistic names.</summary>
internal static class Objects
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static long s_version = 1000;

    public static ObservedTask Task(int number) =>
        new()
        {
            Key = new ObjectKey($"team-{number % 50}", $"nightly-review-{1_764_000_000 + number}"),
            Uid = Uid(number, 1),
            ResourceVersion = NextVersion(),
            CreatedAt = Start,
        };

    public static ObservedJob Job(int number)
    {
        ObservedTask task = Task(number);
        return new ObservedJob
        {
            Key = task.Key with { Name = task.Key.Name + "-job" },
            Uid = Uid(number, 2),
            ResourceVersion = NextVersion(),
            Owner = new ObjectOwner(task.Key.Name, task.Uid),
        };
    }

    public static ObservedCronTask CronTask(int number, DateTimeOffset next) =>
        new()
        {
            Key = new ObjectKey($"team-{number % 50}", $"nightly-review-{number}"),
            Uid = Uid(number, 3),
            ResourceVersion = NextVersion(),
            StatusIsCurrent = true,
            NextScheduleTime = next,
        };

    public static string NextVersion() => Interlocked.Increment(ref s_version).ToString(CultureInfo.InvariantCulture);

    private static string Uid(int number, short kind) => new Guid(number, kind, 4, [1, 2, 3, 4, 5, 6, 7, 8]).ToString();
}
