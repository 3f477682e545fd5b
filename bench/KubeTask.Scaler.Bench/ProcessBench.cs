using System.Diagnostics;

namespace KubeTask.Scaler.Bench;

/// <summary>What the scaler's process needs and how soon it wakes KEDA, as a process of its own on an API server over TLS.</summary>
internal static class ProcessBench
{
    /// <summary>Until memory that is given back after the first lists is given back.</summary>
    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(12);

    public static async IAsyncEnumerable<Figure> RunAsync(string program, int tasks, int open, int rounds, TimeSpan rest)
    {
        await using BenchCluster cluster = await BenchCluster.StartAsync();
        await using (ScalerProcess scaler = await ScalerProcess.StartAsync(program, cluster))
        {
            await Task.Delay(s_settle, TimeProvider.System);
            foreach (Figure figure in Memory("at rest", 0, scaler, program))
                yield return figure;
            TimeSpan cpu = scaler.Cpu;
            await Task.Delay(rest, TimeProvider.System);
            yield return new Figure("rest", $"CPU at rest, over {rest.TotalSeconds} s", 0, (scaler.Cpu - cpu) / rest * 100, "% of a core");
            foreach (Figure figure in await WakeAsync(cluster, scaler, rounds))
                yield return figure;
        }

        await cluster.FillAsync(tasks, open);
        await using (ScalerProcess scaler = await ScalerProcess.StartAsync(program, cluster))
        {
            await Task.Delay(s_settle, TimeProvider.System);
            foreach (Figure figure in Memory($"{open} open", tasks, scaler, program))
                yield return figure;
        }
    }

    private static IEnumerable<Figure> Memory(string when, int count, ScalerProcess scaler, string program)
    {
        var all = ProcessMemory.Of(scaler.Id);
        yield return new Figure("process", $"{when}: resident", count, all.Rss, "MiB");
        yield return new Figure("process", $"{when}: of that anonymous", count, all.Anonymous, "MiB");
        yield return new Figure("process", $"{when}: of that private and dirty", count, all.PrivateDirty, "MiB");
        foreach ((string kind, ProcessMemory part) in ProcessMemory.ByKind(scaler.Id, program))
            yield return new Figure("where", $"{when}: {kind}", count, part.Rss, "MiB");
    }

    /// <summary>From the request that creates a Task until KEDA has the frame.</summary>
    private static async Task<IReadOnlyList<Figure>> WakeAsync(BenchCluster cluster, ScalerProcess scaler, int rounds)
    {
        var waits = new List<double>();
        for (int i = 0; i < rounds; i++)
        {
            Task<bool> pushed = scaler.PushedAsync();
            long started = Stopwatch.GetTimestamp();
            await cluster.CreateTaskAsync($"t{i}");
            await pushed;
            waits.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            await cluster.DeleteTaskAsync($"t{i}");
            while (await scaler.WorkAsync() > 0)
                await Task.Yield();
        }

        waits = [.. waits.Skip(rounds / 10).Order()];
        return [Percentile(50), Percentile(95), Percentile(99)];

        Figure Percentile(int p) =>
            new("wake", $"Task created to true on the stream, p{p}", waits.Count, waits[(waits.Count - 1) * p / 100], "ms");
    }
}
