namespace KubeTask.Core.Tests.Cron;

/// <summary>The due times of a year in one time zone, by <see cref="CronJobRules"/>.</summary>
internal sealed class DueTimeTable
{
    private static readonly string[] s_rare =
    [
        "0 9 * * 1-5",
        "30 2 * * *",
        "30 1 * * *",
        "0 0 13 * 5",
        "15 6,18 * * *",
        "@weekly",
        "0 3 1 * *",
        "0 22 * * SUN",
        "@daily",
        "45 23 * * *",
    ];
    private static readonly string[] s_frequent = ["@hourly", "0 */6 * * *", "*/20 9-10 * * MON", "30 */3 * * *"];
    private readonly Dictionary<string, DateTime[]> _times;

    public DueTimeTable(string zone)
    {
        Zone = zone;
        var clock = new WallClock(zone);
        _times = s_rare
            .Concat(s_frequent)
            .ToDictionary(
                s => s,
                s => new CronJobRules(s).CronTask(clock, WallClock.Begin).TakeWhile(t => t < WallClock.Begin.AddDays(370)).ToArray()
            );
    }

    public string Zone { get; }

    /// <summary>A random schedule. Most of them are rarely due, as in practice.</summary>
    public string Draw(Random random) =>
        random.Next(8) == 0 ? s_frequent[random.Next(s_frequent.Length)] : s_rare[random.Next(s_rare.Length)];

    /// <summary>The latest due time at or before a time.</summary>
    public DateTime? Latest(string schedule, DateTime time)
    {
        DateTime[] times = _times[schedule];
        int found = Array.BinarySearch(times, time);
        int last = found >= 0 ? found : ~found - 1;
        return last >= 0 ? times[last] : null;
    }

    /// <summary>The number of due times up to a time.</summary>
    public int Count(string schedule, DateTime until) => _times[schedule].Count(t => t > WallClock.Begin && t < until);
}
