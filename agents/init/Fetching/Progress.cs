using System.Diagnostics;
using System.Globalization;
using KubeTask.Init.Transports;

namespace KubeTask.Init.Fetching;

/// <summary>A line about a fetch, every two seconds.</summary>
internal sealed class Progress(ReceivedBytes received, Action<string> log)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(2);

    private readonly long _began = Stopwatch.GetTimestamp();
    private long _last = Stopwatch.GetTimestamp();

    public void Step(uint objects, uint all)
    {
        if (Stopwatch.GetElapsedTime(_last) < s_interval)
            return;
        _last = Stopwatch.GetTimestamp();
        log($"{objects:N0} of {all:N0} objects, {Rate()}");
    }

    public string Rate()
    {
        double seconds = Math.Max(Stopwatch.GetElapsedTime(_began).TotalSeconds, 0.001);
        double megabytes = received.Total / 1e6;
        return string.Create(CultureInfo.InvariantCulture, $"{megabytes:0.0} MB, {megabytes / seconds:0.0} MB/s");
    }
}
