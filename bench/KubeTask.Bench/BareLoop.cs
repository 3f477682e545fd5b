using System.Text.Json;
using KubeTask.Bench.Figures;
using KubeTask.Core.Api;
using KubeTask.Core.Cron;

namespace KubeTask.Bench;

/// <summary>
/// Creates the Tasks of CronTasks and does nothing else. It sends the same bytes as the functions, prepared in advance, over the same
/// client (KubernetesClient's, HTTP/2), and reads no answer. It creates some of the Tasks with several numbers of concurrent requests, then
/// all of them with the best number.
/// </summary>
internal sealed class BareLoop(Server server, string ns, Stages stages, TimeProvider time)
{
    private static readonly int[] s_parallelism = [8, 16, 32, 64];

    private string Tasks => $"apis/kubetask.io/v1alpha1/namespaces/{ns}/tasks";

    /// <exception cref="InvalidOperationException">The Tasks that exist are not those that the loop would create.</exception>
    public async Task<BareRun> RunAsync(string cronTasks, DateTimeOffset due, CancellationToken cancellationToken)
    {
        stages.Begin("preparing the bare loop");
        SortedDictionary<string, byte[]> bodies = await BodiesAsync(cronTasks, due, cancellationToken);
        if (!bodies.Keys.SequenceEqual(await NamesAsync(Tasks, cancellationToken)))
            throw new InvalidOperationException("the Tasks are not one for each CronTask, by its name and the due time");
        await ClearAsync(cancellationToken);

        var trials = new List<BareTrial>();
        byte[][] some = [.. bodies.Values.Take(Math.Max(1000, bodies.Count / 10))];
        foreach (int parallelism in s_parallelism)
        {
            trials.Add(new BareTrial(parallelism, (await CreateAsync(some, parallelism, cancellationToken)).PerSecond));
            await ClearAsync(cancellationToken);
        }

        int best = trials.MaxBy(t => t.PerSecond)!.Parallelism;
        return new BareRun(best, await CreateAsync([.. bodies.Values], best, cancellationToken), trials);
    }

    private async Task<SortedDictionary<string, byte[]>> BodiesAsync(
        string cronTasks,
        DateTimeOffset due,
        CancellationToken cancellationToken
    )
    {
        var bodies = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        await foreach (byte[] page in server.PagesAsync(cronTasks, cancellationToken))
        {
            foreach (V1Alpha1CronTask cronTask in JsonSerializer.Deserialize(page, ApiJson.Default.V1Alpha1CronTaskList)!.Items)
            {
                V1Alpha1Task task = CronTaskTasks.AtDueTime(cronTask, due.UtcDateTime);
                bodies[task.Metadata.Name] = JsonSerializer.SerializeToUtf8Bytes(task, ApiJson.Default.V1Alpha1Task);
            }
        }

        return bodies;
    }

    private Task<Stretch> CreateAsync(byte[][] bodies, int parallelism, CancellationToken cancellationToken)
    {
        int created = 0;
        stages.Begin($"creating {bodies.Length} Tasks by a bare loop of {parallelism}", () => $"{created} were created");
        return Measured.StretchAsync(
            time,
            bodies.Length,
            () => null,
            null,
            async () =>
            {
                await EachAsync(
                    bodies,
                    parallelism,
                    async body =>
                    {
                        await server.CreateAsync(Tasks, body, cancellationToken);
                        Interlocked.Increment(ref created);
                    },
                    cancellationToken
                );
                return time.GetTimestamp();
            }
        );
    }

    /// <summary>
    /// Deletes the Tasks and their Jobs until the lists are empty, and gives Kubernetes' garbage collector a moment for the rest: nothing
    /// reports when it has finished, and its work would slow the loop.
    /// </summary>
    private async Task ClearAsync(CancellationToken cancellationToken)
    {
        stages.Begin("deleting the Tasks");
        foreach (string collection in new[] { Tasks, $"apis/batch/v1/namespaces/{ns}/jobs" })
        {
            for (List<string> names; (names = await NamesAsync(collection, cancellationToken)).Count > 0; )
            {
                await EachAsync(
                    names,
                    32,
                    async name => (await server.DeleteAsync($"{collection}/{name}", cancellationToken)).Dispose(),
                    cancellationToken
                );
            }
        }

        await Task.Delay(TimeSpan.FromSeconds(3), time, cancellationToken);
    }

    private async Task<List<string>> NamesAsync(string collection, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        await foreach (byte[] page in server.PagesAsync(collection, cancellationToken))
        {
            using var list = JsonDocument.Parse(page);
            names.AddRange(
                list.RootElement.GetProperty("items")
                    .EnumerateArray()
                    .Select(i => i.GetProperty("metadata").GetProperty("name").GetString()!)
            );
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    }

    private static Task EachAsync<T>(IEnumerable<T> each, int parallelism, Func<T, Task> call, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            each,
            new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellationToken },
            async (one, _) => await call(one)
        );
}
