namespace KubeTask.Core.Tests.Cron;

/// <summary>What the clocks on the walls of a time zone show from 2026 to 2037, in stretches of one offset each.</summary>
internal sealed class WallClock
{
    public static readonly DateTime Begin = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    public static readonly DateTime End = new(2038, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly List<(DateTime Begin, TimeSpan Offset)> _stretches = [];

    public WallClock(string zone)
    {
        var info = TimeZoneInfo.FindSystemTimeZoneById(zone);
        // No clock is changed but at a full quarter of an hour.
        for (DateTime utc = Begin; utc < End; utc = utc.AddMinutes(15))
        {
            TimeSpan offset = info.GetUtcOffset(utc);
            if (_stretches.Count == 0 || _stretches[^1].Offset != offset)
                _stretches.Add((utc, offset));
        }

        Changes = [.. _stretches.Skip(1).Select(s => s.Begin)];
    }

    /// <summary>When the clock is changed, either way.</summary>
    public IReadOnlyList<DateTime> Changes { get; }

    /// <summary>Stretches of one offset after a time.</summary>
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

    /// <summary>A time in which the wall is ahead of UTC by one offset.</summary>
    /// <param name="Begin">UTC.</param>
    /// <param name="End">UTC.</param>
    /// <param name="Offset">How far the wall is ahead.</param>
    /// <param name="RepeatedUntil">UTC; until then the wall shows what it has shown before.</param>
    /// <param name="Skipped">How much the wall has passed over at the beginning.</param>
    public readonly record struct Stretch(DateTime Begin, DateTime End, TimeSpan Offset, DateTime RepeatedUntil, TimeSpan Skipped);
}
