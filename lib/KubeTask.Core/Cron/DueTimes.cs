using System.Collections.Immutable;
using KubeTask.Core.Api;

namespace KubeTask.Core.Cron;

/// <summary>The due times of a CronTask that have come since the last decision, and the next one.</summary>
/// <param name="At">The due time that counts, which is the latest one; null if none has come.</param>
/// <param name="Missed">The earlier due times that no longer count: the first of them, at most <see cref="MostMissed"/> + 1.</param>
/// <param name="Next">The next due time, or null at the end of the calendar.</param>
/// <param name="LastMissed">The last of the earlier due times that no longer count.</param>
internal sealed record DueTimes(DateTime? At, ImmutableArray<DateTime> Missed, DateTime? Next, DateTime? LastMissed = null)
{
    /// <summary>Above this number, missed due times are not counted one by one, as with a CronJob.</summary>
    public const int MostMissed = 100;

    /// <summary>
    /// How far a clock may lag behind the clock of the last decision without changing that decision. The clocks of replicas differ, and are
    /// corrected by small amounts. A clock that lags more has been set back, and time passes again.
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
            // There was no decision yet. If the CronTask has been edited, it may have been suspended or had another schedule, so only the
            // current spec counts.
            return generation > 1
                ? FromNow()
                : Since(LaterOf(cronTask.Metadata.CreationTimestamp ?? now, status?.LastScheduleTime).AddTicks(1));
        }

        // Without a next due time it was suspended or its schedule was invalid. With two edits at once it may have been suspended in
        // between.
        if (status.NextScheduleTime is not { } next || status.ObservedSchedule != schedule.Text || generation - observed > 1)
            return FromNow();
        if (schedule.Latest(now) >= next)
            return Since(next);
        // The time zone's rules may have changed, or the clock may have been set back.
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
