namespace KubeTask.Scaler;

/// <summary>Exponential backoff with jitter, so that callers that failed together don't retry together.</summary>
internal static class Backoff
{
    /// <summary>
    /// The wait before retry <paramref name="attempt"/> (1 is the first): between half of the exponential step and all of it.
    /// </summary>
    public static TimeSpan Next(int attempt, TimeSpan first, TimeSpan cap, Random random)
    {
        double step = Math.Min(cap.TotalMilliseconds, first.TotalMilliseconds * Math.Pow(2, Math.Clamp(attempt - 1, 0, 30)));
        return TimeSpan.FromMilliseconds(step * (0.5 + (random.NextDouble() / 2)));
    }

    /// <summary>The wait that a server asked for: never shorter, up to a fifth longer.</summary>
    public static TimeSpan Obey(TimeSpan retryAfter, Random random) => retryAfter * (1 + (random.NextDouble() / 5));
}
