namespace KubeTask.Tests;

/// <summary>Waits for what has no event to wait for, with a deadline.</summary>
internal static class Eventually
{
    public static async Task HoldsAsync(Func<Task<bool>> condition, int seconds = 20)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        do
        {
            try
            {
                if (await condition())
                    return;
            }
            catch (HttpRequestException) when (!deadline.IsCancellationRequested)
            {
                // Not listening yet: that is what is waited for.
            }
        } while (await timer.WaitForNextTickAsync(deadline.Token));
    }
}
