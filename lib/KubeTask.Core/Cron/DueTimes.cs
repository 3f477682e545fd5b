using System.Collections.Immutable;
using KubeTask.Core.Api;

namespace KubeTask.Core.Cron;

/// <summary>Which due times of a CronTask have come since it was last decided on, and which is the next.</summary>
/// <param name="At">The due time that counts: the latest that has come; null where none has.</param>
/// <param name="Missed">The first ones of those that came before it and count no more, <see cref="MostMissed"/> + 1 at most.</param>
/// <param name="Next">The next due time, or null at the end of the calendar.</param>
/// <param name="LastMissed">The last one that came before it and counts no more.</param>
internal sealed record DueTimes(DateTime? At, ImmutableArray<DateTime> Missed, DateTime? Next, DateTime? LastMissed = null)
{
    /// <summary>More missed due times than these are not counted one by one, as with a CronJob.</summary>
    public const int MostMissed = 100;

    /// <summary>
    /// By how much a clock may be behind the one that was last decided by, so that what was decided stays decided: replicas' clocks differ, and are put
    /// right by a little. More than that, and time passes a second time.
    /// </summary>
    private static readonly TimeSpan s_skew = TimeSpan.FromMinutes(1);

    public static DueTimes None { get; } = new(null, [], null);

    public bool TooMany => Missed.Length > MostMissed;

    public static DueTimes Of(V1Alpha1CronTask cronTask, Schedule schedule, DateTime now)
    {
        V1Alpha1CronTaskStatus? status = cronTask.Status;
        long generation = cronTask.Metadata.Generation ?? 0;
        if (status?.ObservedGeneration is not { } observed)
        {
            // Never decided on. One that was edited by then may have been suspended, or had another schedule: only what it says now counts.
            return generation > 1
                ? FromNow()
                : Since(LaterOf(cronTask.Metadata.CreationTimestamp ?? now, status?.LastScheduleTime).AddTicks(1));
        }

        // Without a next due time it was suspended, or its schedule was none. With two edits at once it may have been suspended in between.
        if (status.NextScheduleTime is not { } next || status.ObservedSchedule != schedule.Text || generation - observed > 1)
            return FromNow();
        if (schedule.Latest(now) >= next)
            return Since(next);
        // The time zone's rules may have changed, and the clock may have gone back.
        bool stands = schedule.Contains(next) && !(schedule.Latest(next.AddTicks(-1)) > now + s_skew);
        return stands ? new DueTimes(null, [], next) : FromNow();

        DueTimes FromNow() => new(null, [], schedule.After(now));

        DueTimes Since(DateTime from) =>
            schedule.Latest(now) is { } latest && latest >= from
                ? new DueTimes(
                    latest,
                    schedule.Between(from, latest, MostMissed + 1),
                    schedule.After(now),
                    schedule.Latest(latest.AddTicks(-1))
                )
                : FromNow();

        DateTime LaterOf(DateTime created, DateTime? scheduled) => scheduled > created && scheduled <= now ? scheduled.Value : created;
    }
}
