using System.Diagnostics;
using System.Globalization;

namespace KubeTask.Init.Bench;

/// <summary>Runs a program and measures it.</summary>
internal static class Measured
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(10);

    /// <summary>Returns the seconds until it ends, and the largest resident set of it and its children. It throws if it fails.</summary>
    public static async Task<(double Seconds, long PeakBytes)> RunAsync(string program, params string[] arguments)
    {
        long began = Stopwatch.GetTimestamp();
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task end = process.WaitForExitAsync();
        long peak = 0;
        using var timer = new PeriodicTimer(s_interval);
        while (!end.IsCompleted)
        {
            peak = Math.Max(peak, Tree(process.Id).Sum(Peak));
            await Task.WhenAny(end, timer.WaitForNextTickAsync().AsTask());
        }

        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return process.ExitCode == 0
            ? (seconds, peak)
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await output}");
    }

    private static IEnumerable<int> Tree(int id)
    {
        string children = Read($"/proc/{id}/task/{id}/children");
        return children
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(c => int.Parse(c, CultureInfo.InvariantCulture))
            .SelectMany(Tree)
            .Prepend(id);
    }

    private static long Peak(int id)
    {
        string? line = Read($"/proc/{id}/status").Split('\n').FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return line is null
            ? 0
            : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    /// <summary>Empty if the process has ended.</summary>
    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
