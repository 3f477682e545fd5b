using System.Diagnostics;

namespace KubeTask.Local.Tests.Keda;

/// <summary>Awaits conditions that have no event, with a deadline.</summary>
internal static class Awaiting
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(30);

    public static async Task That(Func<bool> condition, string what, TimeSpan? within = null)
    {
        TimeSpan deadline = within ?? s_deadline;
        long started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < deadline, $"not within {deadline.TotalSeconds} s: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
