namespace KubeTask.Core.Tests.Cron;

/// <summary>The wall clock of a time zone from 2026 to 2037, as periods with one offset each.</summary>
internal sealed class WallClock
{
    public static readonly DateTime Begin = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    public static readonly DateTime End = new(2038, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly List<(DateTime Begin, TimeSpan Offset)> _stretches = [];

    public WallClock(string zone)
    {
        var info = TimeZoneInfo.FindSystemTimeZoneById(zone);
        // Clocks change only at a full quarter of an hour.
        for (DateTime utc = Begin; utc < End; utc = utc.AddMinutes(15))
        {
            TimeSpan offset = info.GetUtcOffset(utc);
            if (_stretches.Count == 0 || _stretches[^1].Offset != offset)
                _stretches.Add((utc, offset));
        }

        Changes = [.. _stretches.Skip(1).Select(s => s.Begin)];
    }

    /// <summary>The times at which the clock changes, in either direction.</summary>
    public IReadOnlyList<DateTime> Changes { get; }

    /// <summary>The periods after a time.</summary>
    public IEnumerable<Stretch> Stretches(DateTime from)
    {
        for (int i = 0; i < _stretches.Count; i++)
        {
            (DateTime begin, TimeSpan offset) = _stretches[i];
            DateTime end = i + 1 < _stretches.Count ? _stretches[i + 1].Begin : End;
            TimeSpan forward = i == 0 ? TimeSpan.Zero : offset - _stretches[i - 1].Offset;
            if (end > from)
            {
                yield return new Stretch(
                    begin > from ? begin : from,
                    end,
                    offset,
                    forward < TimeSpan.Zero ? begin - forward : begin,
                    begin >= from && forward > TimeSpan.Zero ? forward : TimeSpan.Zero
                );
            }
        }
    }

    /// <summary>A period in which the wall clock has one offset from UTC.</summary>
    /// <param name="Begin">UTC.</param>
    /// <param name="End">UTC.</param>
    /// <param name="Offset">How far the wall clock is ahead of UTC.</param>
    /// <param name="RepeatedUntil">UTC. Until then the wall clock repeats times that it has already shown.</param>
    /// <param name="Skipped">How much time the wall clock skips at the start.</param>
    public readonly record struct Stretch(DateTime Begin, DateTime End, TimeSpan Offset, DateTime RepeatedUntil, TimeSpan Skipped);
}
