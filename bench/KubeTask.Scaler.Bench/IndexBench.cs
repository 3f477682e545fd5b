using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using KubeTask.Measuring;
using KubeTask.Scaler.Index;
using KubeTask.Scaler.Index.Queue;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Bench;

/// <summary>How fast frames and due times are handled, and how little an idle index computes.</summary>
internal static class IndexBench
{
    public static async Task<IEnumerable<Figure>> RunAsync(int cronTasks, TimeSpan idle) =>
        [Frames(100_000), .. await DueAsync(cronTasks), await IdleAsync(cronTasks, idle)];

    private static Figure Frames(int count)
    {
        using var index = new WorkIndex(new RedeliverySettings(), TimeProvider.System, new Random(1));
        Lists.Empty(index);
        var reader = new ObservedTaskReader();
        string description = new('x', 2000);
        byte[][] frames =
        [
            .. Enumerable
                .Range(0, count)
                .Select(i =>
                    Encoding.UTF8.GetBytes(
                        $$$"""
                        {"type":"ADDED","object":{"apiVersion":"kubetask.io/v1alpha1","kind":"Task",
                          "metadata":{"name":"t-{{{i}}}","namespace":"team-{{{i
                            % 50}}}","uid":"{{{Guid.NewGuid()}}}","resourceVersion":"{{{Objects.NextVersion()}}}",
                            "creationTimestamp":"2026-01-01T00:00:00Z"},
                          "spec":{"description":"{{{description}}}","agentRef":"default"},"status":{"phase":"Pending"} } }
                        """
                    )
                ),
        ];
        long started = Stopwatch.GetTimestamp();
        foreach (byte[] frame in frames)
        {
            var sequence = new ReadOnlySequence<byte>(frame);
            Utf8JsonReader json = WatchFrame.ObjectOf(sequence);
            var metadata = default(ObjectMetadata);
            index.Tasks.Apply(WatchChange.Added, reader.Read(ref json, ref metadata));
        }

        return new Figure(
            "speed",
            "frames of 2 kB read and taken",
            count,
            count / Stopwatch.GetElapsedTime(started).TotalSeconds,
            "each second"
        );
    }

    private static async Task<IReadOnlyList<Figure>> DueAsync(int count)
    {
        using var index = new WorkIndex(new RedeliverySettings(), TimeProvider.System, new Random(1));
        Lists.Empty(index);
        DateTimeOffset due = TimeProvider.System.GetUtcNow().AddSeconds(5);
        for (int i = 0; i < count; i++)
            index.CronTasks.Apply(WatchChange.Added, Objects.CronTask(i, due));
        await index.WaitReadyAsync(CancellationToken.None);
        double first = (TimeProvider.System.GetUtcNow() - due).TotalMilliseconds;
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        int taken = 0;
        while (taken < count)
        {
            if (index.TryTake() is not { } item)
            {
                await Task.Yield();
                continue;
            }

            taken++;
            index.Complete(item, new DeliveryOutcome.Delivered());
            index.CronTasks.Apply(
                WatchChange.Modified,
                Objects.CronTask(
                    int.Parse(item.Key.Name.AsSpan(item.Key.Name.LastIndexOf('-') + 1), System.Globalization.CultureInfo.InvariantCulture),
                    due.AddHours(1)
                )
            );
        }

        double all = (TimeProvider.System.GetUtcNow() - due).TotalMilliseconds;
        return
        [
            new Figure("due", "CronTasks due at one second: first one ready", count, first, "ms after it"),
            new Figure("due", "CronTasks due at one second: all taken and settled", count, all, "ms after it"),
            new Figure("due", "CPU for them", count, (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds, "ms"),
        ];
    }

    private static async Task<Figure> IdleAsync(int count, TimeSpan span)
    {
        using var index = new WorkIndex(new RedeliverySettings(), TimeProvider.System, new Random(1));
        Lists.Empty(index);
        DateTimeOffset due = TimeProvider.System.GetUtcNow().AddHours(1);
        for (int i = 0; i < count; i++)
            index.CronTasks.Apply(WatchChange.Added, Objects.CronTask(i, due.AddSeconds(i)));
        GC.Collect();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        await Task.Delay(span, TimeProvider.System);
        double percent = (Environment.CpuUsage.TotalTime - cpu) / span * 100;
        GC.KeepAlive(index);
        return new Figure("idle", $"CPU between ticks, over {span.TotalSeconds} s", count, percent, "% of a core");
    }
}
