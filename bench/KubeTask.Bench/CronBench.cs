using System.Globalization;
using System.Text.Json;
using KubeTask.Bench.Figures;

namespace KubeTask.Bench;

/// <summary>
/// CronTasks that are all due in the same minute, with the scaler and one build of the functions. Then a bare loop creates the same Tasks
/// on the same server, with the same CronTasks on it, after scaler and functions have ended.
/// </summary>
internal sealed class CronBench(Server server, BenchSettings settings, Stages stages, TimeProvider time)
{
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(30),
        s_poll = TimeSpan.FromMilliseconds(100),
        s_settle = TimeSpan.FromSeconds(5);

    public async Task<CronRun> RunAsync(CancellationToken cancellationToken)
    {
        Build build = settings.Build;
        var tries = new List<CronTry>();
        for (int number = 1; number <= settings.Tries; number++)
        {
            string ns = $"kubetask-bench-{Environment.ProcessId}-{number}";
            stages.Begin($"try {number} of {settings.Tries}");
            (await server.CreateAsync("api/v1/namespaces", Manifests.Namespace(ns), cancellationToken)).Dispose();
            try
            {
                tries.Add(await TryAsync(ns, build, cancellationToken));
            }
            finally
            {
                stages.Begin("deleting what was made");
                await server.DeleteNamespaceAsync(ns, time, cancellationToken);
            }
        }

        return new CronRun(Environment.ProcessorCount, build.Name, settings.Crons, tries);
    }

    /// <exception cref="InvalidOperationException">The due time came before everything was ready for it.</exception>
    private async Task<CronTry> TryAsync(string ns, Build build, CancellationToken cancellationToken)
    {
        string ours = $"apis/kubetask.io/v1alpha1/namespaces/{ns}",
            cronTasks = ours + "/crontasks";
        (await server.CreateAsync(ours + "/contexts", Manifests.Context(), cancellationToken)).Dispose();
        (await server.CreateAsync(ours + "/agents", Manifests.Agent(), cancellationToken)).Dispose();
        int port = Part.FreePort();
        using ScalerToken token = await ScalerToken.RequestAsync(server, ns, cancellationToken);
        using Part scaler = Part.StartScaler(settings, build.Scaler, ns, port, token),
            functions = Part.StartFunctions(settings, build.Functions, ns, port);
        await Task.Delay(s_settle, time, cancellationToken);
        double empty = scaler.Mebibytes;
        string[] names = [.. Enumerable.Range(0, settings.Crons).Select(i => string.Create(CultureInfo.InvariantCulture, $"cron-{i:D5}"))];
        DateTimeOffset due = Due();
        await PlanAsync(cronTasks, names, due, cancellationToken);
        double bytesEach = await IndexMemory.BytesEachAsync(server, cronTasks, names.Length, time, cancellationToken);

        await using var watch = new ObjectWatch(server, cronTasks, time);
        SeenObjects reported = watch.Await(c => Has(c, "lastScheduleTime"));
        watch.Begin();
        await Task.Delay(s_settle, time, cancellationToken);
        TimeSpan left = due - time.GetUtcNow();
        if (left < s_rest + s_settle)
        {
            throw new InvalidOperationException(
                $"the CronTasks were ready {left.TotalSeconds:F0} s before they are due, which is too late: give more --lead than {Lead}"
            );
        }

        stages.Begin($"measuring the scaler at rest ({left.TotalSeconds:F0} s before the due time)");
        TimeSpan before = scaler.Cpu;
        long begun = time.GetTimestamp();
        await Task.Delay(s_rest, time, cancellationToken);
        double rest = (scaler.Cpu - before) / time.GetElapsedTime(begun),
            atRest = scaler.Mebibytes;

        stages.Begin("waiting for the due time");
        await Task.Delay(due - time.GetUtcNow(), time, cancellationToken);
        begun = time.GetTimestamp();
        Stretch made = await Measured.StretchAsync(
            time,
            names.Length,
            () => functions,
            scaler,
            () => AllMadeAsync(ours + "/tasks", names.Length, cancellationToken)
        );
        stages.Begin("waiting for the statuses", () => $"{reported.Count} of {names.Length} CronTasks report their Task");
        double reportedSeconds = time.GetElapsedTime(begun, await reported.AllAsync(names, cancellationToken)).TotalSeconds;
        functions.Dispose();
        scaler.Dispose();
        return new CronTry
        {
            Made = made,
            ReportedSeconds = reportedSeconds,
            Bare = await new BareLoop(server, ns, stages, time).RunAsync(cronTasks, due, cancellationToken),
            RestCpuPerSecond = rest,
            BytesEach = bytesEach,
            EmptyMebibytes = empty,
            RestMebibytes = atRest,
        };
    }

    private int Lead => settings.Lead > 0 ? settings.Lead : 60 + (settings.Crons / 80);

    private DateTimeOffset Due() => DateTimeOffset.FromUnixTimeSeconds((time.GetUtcNow().ToUnixTimeSeconds() + Lead + 59) / 60 * 60);

    /// <summary>Creates the CronTasks and waits until the functions have said when they are due.</summary>
    private async Task PlanAsync(string cronTasks, string[] names, DateTimeOffset due, CancellationToken cancellationToken)
    {
        await using var watch = new ObjectWatch(server, cronTasks, time);
        SeenObjects planned = watch.Await(c => Has(c, "nextScheduleTime"));
        watch.Begin();
        stages.Begin(string.Create(CultureInfo.InvariantCulture, $"creating {names.Length} CronTasks that are due at {due:HH:mm}"), () =>
            $"{planned.Count} of {names.Length} CronTasks have a status"
        );
        await Parallel.ForEachAsync(
            names,
            new ParallelOptions { MaxDegreeOfParallelism = settings.Workers, CancellationToken = cancellationToken },
            async (name, _) => (await server.CreateAsync(cronTasks, Manifests.CronTask(name, due), cancellationToken)).Dispose()
        );
        await planned.AllAsync(names, cancellationToken);
    }

    /// <summary>
    /// Asks only for the number, and less often while many are missing: the API server counts the Tasks each time, and that work isn't
    /// KubeTask's.
    /// </summary>
    private async Task<long> AllMadeAsync(string tasks, int count, CancellationToken cancellationToken)
    {
        int there = 0;
        stages.Begin($"waiting for {count} Tasks", () => $"{there} of {count} Tasks exist");
        while ((there = await server.CountAsync(tasks, cancellationToken)) < count)
            await Task.Delay(s_poll + TimeSpan.FromMilliseconds((count - there) / 20.0), time, cancellationToken);
        return time.GetTimestamp();
    }

    private static bool Has(JsonElement cronTask, string field) =>
        cronTask.TryGetProperty("status", out JsonElement status) && status.TryGetProperty(field, out _);
}
