using System.Diagnostics;

namespace KubeTask.Scaler.Tests;

/// <summary>Awaits conditions that have no event, with a deadline.</summary>
internal static class Eventually
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(20);

    public static async Task That(Func<bool> condition, string what)
    {
        long started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < s_deadline, $"not within {s_deadline.TotalSeconds} s: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
