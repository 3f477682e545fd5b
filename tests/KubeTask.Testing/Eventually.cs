using System.Diagnostics;

namespace KubeTask.Testing;

/// <summary>Awaits a condition that has no event. Past the deadline it throws, and says what did not happen.</summary>
public static class Eventually
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(5);

    public static Task That(Func<bool> condition, string what, TimeSpan? within = null) =>
        ThatAsync(() => Task.FromResult(condition()), what, within);

    /// <summary>A server that does not listen yet counts as a condition that does not hold yet.</summary>
    public static async Task ThatAsync(Func<Task<bool>> condition, string what, TimeSpan? within = null)
    {
        TimeSpan deadline = within ?? s_deadline;
        long started = Stopwatch.GetTimestamp();
        while (true)
        {
            HttpRequestException? refused = null;
            try
            {
                if (await condition())
                    return;
            }
            catch (HttpRequestException e)
            {
                refused = e;
            }

            if (Stopwatch.GetElapsedTime(started) >= deadline)
                throw new TimeoutException($"not within {deadline.TotalSeconds} s: {what}", refused);
            await Task.Delay(s_interval, TimeProvider.System);
        }
    }
}
