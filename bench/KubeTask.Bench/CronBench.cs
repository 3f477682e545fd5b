using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KubeTask.Bench;

/// <summary>
/// CronTasks that are all due in the same minute, with the scaler and one build of the functions; and the same Tasks by a bare loop with as many requests at a time as
/// the scaler delivers, on the same server with the same CronTasks on it.
/// </summary>
internal sealed class CronBench(Server server, BenchSettings settings, TimeProvider time)
{
    private const int Parallelism = 32;
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(20);
    private readonly string _ns = $"kubetask-bench-{Environment.ProcessId}";
    private readonly int _port = Part.FreePort();

    private string Tasks => $"apis/kubetask.io/v1alpha1/namespaces/{_ns}/tasks";
    private string CronTasks => $"apis/kubetask.io/v1alpha1/namespaces/{_ns}/crontasks";

    /// <exception cref="InvalidOperationException">The due time came before everything was ready for it.</exception>
    public async Task<CronRun> RunAsync(CancellationToken cancel)
    {
        DateTimeOffset due = Due();
        string[] names = [.. Enumerable.Range(0, settings.Crons).Select(i => string.Create(CultureInfo.InvariantCulture, $"cron-{i:D5}"))];
        string TaskOf(string cron) => string.Create(CultureInfo.InvariantCulture, $"{cron}-{due.ToUnixTimeSeconds()}");
        (await server.CreateAsync("api/v1/namespaces", Manifests.Namespace(_ns), cancel)).Dispose();
        try
        {
            (await server.CreateAsync($"apis/kubetask.io/v1alpha1/namespaces/{_ns}/contexts", Manifests.Context(), cancel)).Dispose();
            (await server.CreateAsync($"apis/kubetask.io/v1alpha1/namespaces/{_ns}/agents", Manifests.Agent(), cancel)).Dispose();
            using Part scaler = Part.StartScaler(settings, _ns, _port), functions = Part.StartFunctions(settings, settings.Functions[^1].Path, _ns, _port);
            double empty = await PlanAsync(scaler, names, due, cancel);
            await using var tasks = new Sightings(server, Tasks, _ => true, time);
            await using var told = new Sightings(server, CronTasks, c => Tells(c, "lastScheduleTime"), time);
            tasks.Begin();
            told.Begin();

            TimeSpan left = due - time.GetUtcNow();
            if (left < s_rest + TimeSpan.FromSeconds(5))
                throw new InvalidOperationException($"the CronTasks were ready {left.TotalSeconds:F0} s before they are due, which is too late: give more --lead");
            TimeSpan before = scaler.Cpu;
            await Task.Delay(s_rest, time, cancel);
            double rest = (scaler.Cpu - before).TotalMilliseconds / s_rest.TotalSeconds, atRest = scaler.Mebibytes;

            await Task.Delay(due - time.GetUtcNow(), time, cancel);
            long begun = time.GetTimestamp();
            Stretch made = await Stretch.MeasureAsync(time, names.Length, functions, scaler, null, () => tasks.AllAsync(names.Select(TaskOf), cancel));
            double? toldSeconds = await ToldAsync(told.AllAsync(names, cancel)) is { } last ? time.GetElapsedTime(begun, last).TotalSeconds : null;
            functions.Dispose();
            scaler.Dispose();
            return new CronRun
            {
                Processors = Environment.ProcessorCount,
                Made = made,
                Bare = await BareAsync(cancel),
                ToldSeconds = toldSeconds,
                RestMilliseconds = rest,
                EmptyMebibytes = empty,
                RestMebibytes = atRest,
            };
        }
        finally
        {
            (await server.DeleteAsync($"api/v1/namespaces/{_ns}", CancellationToken.None)).Dispose();
        }
    }

    private DateTimeOffset Due()
    {
        int lead = settings.Lead > 0 ? settings.Lead : 60 + (settings.Crons / 50);
        long minute = (time.GetUtcNow().ToUnixTimeSeconds() + lead + 59) / 60;
        return DateTimeOffset.FromUnixTimeSeconds(minute * 60);
    }

    /// <summary>Creates the CronTasks and waits until the functions have said when they are due.</summary>
    /// <returns>The scaler's memory before.</returns>
    private async Task<double> PlanAsync(Part scaler, string[] names, DateTimeOffset due, CancellationToken cancel)
    {
        await using var planned = new Sightings(server, CronTasks, c => Tells(c, "nextScheduleTime"), time);
        planned.Begin();
        await Task.Delay(TimeSpan.FromSeconds(3), time, cancel);
        double empty = scaler.Mebibytes;
        await EachAsync(names, n => server.CreateAsync(CronTasks, Manifests.CronTask(n, due), cancel), cancel);
        await planned.AllAsync(names, cancel);
        return empty;
    }

    private async Task<long?> ToldAsync(Task<long> all)
    {
        try
        {
            return await all.WaitAsync(TimeSpan.FromSeconds(settings.Told), time);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    /// <summary>Reads the Tasks that were made, deletes them, and creates them again; twice, for what else the machine does must not make the loop look slow.</summary>
    private async Task<Stretch> BareAsync(CancellationToken cancel)
    {
        List<string> made = [];
        using (JsonDocument list = await server.GetAsync(Tasks, cancel))
            made.AddRange(list.RootElement.GetProperty("items").EnumerateArray().Select(AsCreated));
        Stretch first = await BareAsync(made, cancel), second = await BareAsync(made, cancel);
        return first.Seconds < second.Seconds ? first : second;
    }

    private async Task<Stretch> BareAsync(List<string> made, CancellationToken cancel)
    {
        (await server.DeleteAsync(Tasks, cancel)).Dispose();
        // What the garbage collector still deletes would slow the loop.
        foreach (string collection in new[] { Tasks, $"apis/batch/v1/namespaces/{_ns}/jobs" })
        {
            while (await AnyAsync(collection, cancel))
                await Task.Delay(TimeSpan.FromSeconds(1), time, cancel);
        }

        await Task.Delay(TimeSpan.FromSeconds(5), time, cancel);

        await using var tasks = new Sightings(server, Tasks, _ => true, time);
        tasks.Begin();
        await Task.Delay(TimeSpan.FromSeconds(1), time, cancel);
        return await Stretch.MeasureAsync(time, made.Count, null, null, null, async () =>
        {
            await EachAsync(made, t => server.CreateAsync(Tasks, t, cancel), cancel);
            return time.GetTimestamp();
        });
    }

    private async Task<bool> AnyAsync(string collection, CancellationToken cancel)
    {
        using JsonDocument some = await server.GetAsync(collection + "?limit=1", cancel);
        return some.RootElement.GetProperty("items").GetArrayLength() > 0;
    }

    private static Task EachAsync(IEnumerable<string> each, Func<string, Task<JsonDocument>> call, CancellationToken cancel) => Parallel.ForEachAsync(
        each, new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancel }, async (one, _) => (await call(one)).Dispose());

    private static bool Tells(JsonElement cronTask, string field) => cronTask.TryGetProperty("status", out JsonElement status) && status.TryGetProperty(field, out _);

    /// <summary>A Task without what the API server has added.</summary>
    private static string AsCreated(JsonElement task)
    {
        JsonObject copy = JsonObject.Create(task)!;
        copy["apiVersion"] = "kubetask.io/v1alpha1";
        copy["kind"] = "Task";
        copy.Remove("status");
        foreach (string added in new[] { "uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "finalizers" })
            copy["metadata"]!.AsObject().Remove(added);
        return copy.ToJsonString();
    }
}
