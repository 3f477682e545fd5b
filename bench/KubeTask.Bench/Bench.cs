using System.Globalization;
using System.Text.Json;

namespace KubeTask.Bench;

/// <summary>
/// Runs the scaler and one build of the functions against the cluster, and the bare calls beside them. The cluster has no Job controller
/// but the bench's.
/// </summary>
internal sealed class Bench(Server server, BenchSettings settings, TimeProvider time)
{
    private readonly string _ns = $"kubetask-bench-{Environment.ProcessId}";
    private readonly int _port = Part.FreePort();

    private string Ours(string resource) => $"apis/kubetask.io/v1alpha1/namespaces/{_ns}/{resource}";

    private string Jobs => $"apis/batch/v1/namespaces/{_ns}/jobs";
    private string Events => $"api/v1/namespaces/{_ns}/events";
    private string ConfigMaps => $"api/v1/namespaces/{_ns}/configmaps";

    public async Task<BenchRun> RunAsync(string name, string functions, CancellationToken cancellationToken)
    {
        await ArrangeAsync(cancellationToken);
        try
        {
            await using var controller = new JobController(server, Jobs);
            await using var jobs = new SeenObjects(server, Jobs, _ => true, time, controller.See);
            await using var ends = new SeenObjects(server, Ours("tasks"), t => Phase(t) == "Completed", time);
            controller.Begin();
            jobs.Begin();
            ends.Begin();
            using var scaler = Part.StartScaler(settings, _ns, _port);
            (await server.CreateAsync(Ours("tasks"), Manifests.Task("cold"), cancellationToken)).Dispose();
            long started = time.GetTimestamp();
            var running = Part.StartFunctions(settings, functions, _ns, _port);
            try
            {
                double cold = time.GetElapsedTime(started, await jobs.SeenAsync("cold-job", cancellationToken)).TotalMilliseconds;
                await WarmAsync("warm-up", 10, jobs, cancellationToken);
                Percentiles warm = await WarmAsync("warm", settings.Samples, jobs, cancellationToken);
                Percentiles bare = await WarmBareAsync(jobs, cancellationToken);
                string[] burst = Names("burst");
                Stretch burstRun = await MeasureAsync(burst, running, scaler, null, async () =>
                {
                    await EachAsync(burst, n => server.CreateAsync(Ours("tasks"), Manifests.Task(n), cancellationToken), cancellationToken);
                    return await jobs.AllAsync(burst.Select(n => n + "-job"), cancellationToken);
                });
                await controller.AllAsync(burst.Select(n => n + "-job"), cancellationToken);
                Stretch endsRun = await MeasureAsync(burst, running, scaler, null, async () =>
                {
                    await EachAsync(
                        burst,
                        n => server.PatchAsync($"{Jobs}/{n}-job/status", Manifests.JobComplete(time.GetUtcNow()), cancellationToken),
                        cancellationToken
                    );
                    return await ends.AllAsync(burst, cancellationToken);
                });
                (double functionsMebibytes, double scalerMebibytes) = (running.Mebibytes, scaler.Mebibytes);

                running.Dispose();
                string[] backlog = Names("backlog");
                await EachAsync(backlog, n => server.CreateAsync(Ours("tasks"), Manifests.Task(n), cancellationToken), cancellationToken);
                await Task.Delay(TimeSpan.FromSeconds(2), time, cancellationToken);
                Part? second = null;
                Stretch backlogRun = await MeasureAsync(
                    backlog,
                    null,
                    scaler,
                    () => second,
                    async () =>
                    {
                        second = running = Part.StartFunctions(settings, functions, _ns, _port);
                        return await jobs.AllAsync(backlog.Select(n => n + "-job"), cancellationToken);
                    }
                );
                running.Dispose();
                (Stretch burstBare, Stretch endsBare) = await BareAsync(scaler, jobs, controller, cancellationToken);
                return new BenchRun
                {
                    Functions = name,
                    StartToFirstJob = cold,
                    Warm = warm,
                    WarmBare = bare,
                    Burst = burstRun,
                    Backlog = backlogRun,
                    BurstBare = burstBare,
                    Ends = endsRun,
                    EndsBare = endsBare,
                    FunctionsMebibytes = functionsMebibytes,
                    ScalerMebibytes = scalerMebibytes,
                };
            }
            finally
            {
                running.Dispose();
            }
        }
        finally
        {
            await server.DeleteNamespaceAsync(_ns, time, cancellationToken);
        }
    }

    private async Task ArrangeAsync(CancellationToken cancellationToken)
    {
        (await server.CreateAsync("api/v1/namespaces", Manifests.Namespace(_ns), cancellationToken)).Dispose();
        (await server.CreateAsync(Ours("agents"), Manifests.Agent(), cancellationToken)).Dispose();
        (await server.CreateAsync(Ours("contexts"), Manifests.Context(), cancellationToken)).Dispose();
    }

    private string[] Names(string prefix) =>
        [.. Enumerable.Range(0, settings.Burst).Select(i => string.Create(CultureInfo.InvariantCulture, $"{prefix}-{i:D5}"))];

    private async Task<Percentiles> WarmAsync(string prefix, int count, SeenObjects jobs, CancellationToken cancellationToken)
    {
        var samples = new List<double>();
        for (int i = 0; i < count; i++)
        {
            (await server.CreateAsync(Ours("tasks"), Manifests.Task($"{prefix}-{i}"), cancellationToken)).Dispose();
            long created = time.GetTimestamp();
            samples.Add(time.GetElapsedTime(created, await jobs.SeenAsync($"{prefix}-{i}-job", cancellationToken)).TotalMilliseconds);
            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken);
        }

        return Percentiles.Of(samples);
    }

    private async Task<Percentiles> WarmBareAsync(SeenObjects jobs, CancellationToken cancellationToken)
    {
        var samples = new List<double>();
        for (int i = 0; i < settings.Samples; i++)
        {
            long begun = time.GetTimestamp();
            await StartBareAsync($"bare-warm-{i}", cancellationToken);
            samples.Add(time.GetElapsedTime(begun, await jobs.SeenAsync($"bare-warm-{i}-job", cancellationToken)).TotalMilliseconds);
            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken);
        }

        return Percentiles.Of(samples);
    }

    /// <summary>No functions run, so the Tasks are only objects whose status is written.</summary>
    private async Task<(Stretch Burst, Stretch Ends)> BareAsync(
        Part scaler,
        SeenObjects jobs,
        JobController controller,
        CancellationToken cancellationToken
    )
    {
        string[] names = Names("bare");
        await EachAsync(names, n => server.CreateAsync(Ours("tasks"), Manifests.Task(n), cancellationToken), cancellationToken);
        Stretch burst = await MeasureAsync(names, null, scaler, null, async () =>
        {
            await EachAsync(
                names,
                async n =>
                {
                    await StartBareAsync(n, cancellationToken);
                    (await server.CreateAsync(Events, Manifests.Event(_ns, n, "Started"), cancellationToken)).Dispose();
                    return await server.PatchAsync(Ours($"tasks/{n}/status"), Manifests.Running(n, time.GetUtcNow()), cancellationToken);
                },
                cancellationToken
            );
            await jobs.AllAsync(names.Select(n => n + "-job"), cancellationToken);
            return time.GetTimestamp();
        });
        await controller.AllAsync(names.Select(n => n + "-job"), cancellationToken);
        Stretch ends = await MeasureAsync(names, null, scaler, null, async () =>
        {
            await EachAsync(
                names,
                async n =>
                {
                    (
                        await server.PatchAsync($"{Jobs}/{n}-job/status", Manifests.JobComplete(time.GetUtcNow()), cancellationToken)
                    ).Dispose();
                    (await server.CreateAsync(Events, Manifests.Event(_ns, n, "Completed"), cancellationToken)).Dispose();
                    return await server.PatchAsync(Ours($"tasks/{n}/status"), Manifests.Ended(time.GetUtcNow()), cancellationToken);
                },
                cancellationToken
            );
            return time.GetTimestamp();
        });
        return (burst, ends);
    }

    private async Task StartBareAsync(string name, CancellationToken cancellationToken)
    {
        foreach (
            JsonDocument made in await Task.WhenAll(
                server.CreateAsync(ConfigMaps, Manifests.ConfigMap(name), cancellationToken),
                server.CreateAsync(Jobs, Manifests.Job(name), cancellationToken)
            )
        )
        {
            made.Dispose();
        }
    }

    private Task EachAsync(IEnumerable<string> names, Func<string, Task<JsonDocument>> call, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            names,
            new ParallelOptions { MaxDegreeOfParallelism = settings.Workers, CancellationToken = cancellationToken },
            async (name, _) => (await call(name)).Dispose()
        );

    private Task<Stretch> MeasureAsync(string[] names, Part? functions, Part scaler, Func<Part?>? secondFunctions, Func<Task<long>> work) =>
        Stretch.MeasureAsync(time, names.Length, functions, scaler, secondFunctions, work);

    private static string? Phase(JsonElement task) =>
        task.TryGetProperty("status", out JsonElement status) && status.TryGetProperty("phase", out JsonElement phase)
            ? phase.GetString()
            : null;
}
