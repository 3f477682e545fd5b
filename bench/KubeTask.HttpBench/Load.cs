using System.Diagnostics;
using System.Globalization;

namespace KubeTask.HttpBench;

/// <summary>Sends submissions at a fixed rate, whether earlier ones have been answered or not.</summary>
internal sealed class Load(Submissions submissions, TimeProvider time)
{
    // Created with a stop: the functions handle the Task, and no agent takes time from what is measured.
    private const string Task = """
        apiVersion: kubetask.io/v1alpha1
        kind: Task
        metadata:
          labels: {bench: "NUMBER"}
          annotations: {kubetask.io/stop: "true"}
        spec: {description: Say hello, ttlSecondsAfterFinished: 0}
        """;

    /// <param name="killEvery">How often the functions are killed; zero for never.</param>
    public async Task<LoadFigures> RunAsync(string name, string ns, int rate, TimeSpan duration, TimeSpan killEvery)
    {
        int count = (int)(rate * duration.TotalSeconds);
        double[] took = new double[count];
        int[] requests = new int[count];
        bool[] answered = new bool[count];
        var running = new Task[count];
        using var done = new CancellationTokenSource();
        Task<int> killing = KillAsync(killEvery, done.Token);
        Task<(List<double> Scaler, List<double> Functions)> memory = MemoryAsync(done.Token);
        string keys = Guid.NewGuid().ToString("N");
        long startedAt = time.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            TimeSpan due = TimeSpan.FromSeconds((double)i / rate),
                early = due - time.GetElapsedTime(startedAt);
            if (early > TimeSpan.FromMilliseconds(1))
                await System.Threading.Tasks.Task.Delay(early, time, CancellationToken.None);
            running[i] = OneAsync(i, due);
        }

        await System.Threading.Tasks.Task.WhenAll(running);
        await done.CancelAsync();
        (List<double> scaler, List<double> functions) = await memory;
        List<int> numbers = await submissions.NumbersAsync(ns);
        int lost = Enumerable.Range(0, count).Except(numbers).Count();
        int doubled = numbers.GroupBy(n => n).Count(g => g.Count() > 1);
        Array.Sort(took);
        return new LoadFigures(
            name,
            count,
            answered.Count(a => a),
            requests.Sum() - count,
            numbers.Count,
            lost,
            doubled,
            At(took, 0.5),
            At(took, 0.9),
            At(took, 0.99),
            took[^1],
            await killing,
            Course(scaler),
            Course(functions)
        );

        async Task OneAsync(int i, TimeSpan due)
        {
            string yaml = Task.Replace("NUMBER", i.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
            (string? created, requests[i]) = await submissions.SubmitAsync(ns, yaml, $"{keys}-{i}");
            answered[i] = created is not null;
            took[i] = (time.GetElapsedTime(startedAt) - due).TotalMilliseconds;
        }
    }

    private static double At(double[] sorted, double share) => sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * share)];

    /// <summary>The samples at 20 s, when everything is warm, every 10 s after that, and at the end.</summary>
    private static double[] Course(List<double> samples) =>
        samples.Count == 0 ? [] : [.. samples.Where((_, second) => second >= 20 && second % 10 == 0), samples[^1]];

    private async Task<(List<double> Scaler, List<double> Functions)> MemoryAsync(CancellationToken done)
    {
        List<double> scaler = [],
            functions = [];
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        try
        {
            while (await timer.WaitForNextTickAsync(done))
            {
                scaler.Add(Processes.Children("kubetask-scaler").Sum(Processes.MiB));
                functions.Add(Processes.Children("kubetask-functions").Select(Processes.MiB).DefaultIfEmpty().Max());
            }
        }
        catch (OperationCanceledException)
        {
            // The load is over.
        }

        return (scaler, functions);
    }

    private async Task<int> KillAsync(TimeSpan every, CancellationToken done)
    {
        int kills = 0;
        if (every <= TimeSpan.Zero)
            return kills;
        using var timer = new PeriodicTimer(every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(done))
            {
                foreach (int id in Processes.Children("kubetask-functions"))
                {
                    using var process = Process.GetProcessById(id);
                    process.Kill();
                    kills++;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ArgumentException or InvalidOperationException)
        {
            // The load is over, or the process has already ended.
        }

        return kills;
    }
}
