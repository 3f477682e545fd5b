using System.Globalization;
using KubeTask.Init.Reporting;

namespace KubeTask.Init.Fetching;

/// <summary>Tries again after faults that may pass, waiting longer each time.</summary>
internal static class Retries
{
    private const int Tries = 4;
    private const int Growth = 3;

    public static async Task<T> RunAsync<T>(Func<Task<T>> action, TimeSpan delay, Action<string> log, CancellationToken stop)
    {
        for (int number = 1; ; number++, delay *= Growth)
        {
            try
            {
                return await action();
            }
            catch (GitFault e) when (e.IsPassing && number < Tries)
            {
                log(string.Create(CultureInfo.InvariantCulture, $"{e.Problem}; the next try is in {delay.TotalSeconds:0.#} s"));
                await Task.Delay(delay, TimeProvider.System, stop);
            }
        }
    }
}
