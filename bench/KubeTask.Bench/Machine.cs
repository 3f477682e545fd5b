using System.Globalization;

namespace KubeTask.Bench;

/// <summary>The machine that everything runs on.</summary>
internal static class Machine
{
    private const double TicksPerSecond = 100;

    /// <summary>Seconds that all processors together have computed (Linux: /proc/stat without idle and iowait).</summary>
    public static double CpuSeconds()
    {
        string[] words = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words[1..9].Where((_, i) => i is not (3 or 4)).Sum(w => double.Parse(w, CultureInfo.InvariantCulture)) / TicksPerSecond;
    }
}
