using System.Globalization;
using System.Net;

namespace KubeTask.Bench;

/// <summary>
/// Running pods that don't belong to KubeTask, because a namespace rarely has none. They name no node: the garbage collector deletes pods
/// of a node that doesn't exist.
/// </summary>
internal static class OtherPods
{
    private const int Parallelism = 32;

    public static async Task CreateAsync(
        Server server,
        string ns,
        int count,
        TimeProvider time,
        Stages stages,
        CancellationToken cancellationToken
    )
    {
        string pods = $"api/v1/namespaces/{ns}/pods";
        int created = 0;
        stages.Begin(string.Create(CultureInfo.InvariantCulture, $"creating {count} other pods"), () => $"{created} were created");
        await FirstAsync(server, pods, time, cancellationToken);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken },
            async (number, token) =>
            {
                if (number > 0)
                    (await server.CreateAsync(pods, PodManifests.Other(number), token)).Dispose();
                string status = $"{pods}/{PodManifests.OtherName(number)}/status";
                (await server.PatchAsync(status, PodManifests.OtherRunning(time.GetUtcNow()), token)).Dispose();
                Interlocked.Increment(ref created);
            }
        );
    }

    /// <exception cref="InvalidOperationException">Some are missing.</exception>
    public static async Task CheckAsync(Server server, string ns, int count, CancellationToken cancellationToken)
    {
        int there = await server.CountAsync($"api/v1/namespaces/{ns}/pods", cancellationToken);
        if (there < count)
            throw new InvalidOperationException($"something deleted pods: {there} are there, and the bench created {count} others");
    }

    /// <summary>Creates the first one. A new namespace refuses pods until it has its ServiceAccount.</summary>
    private static async Task FirstAsync(Server server, string pods, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                (await server.CreateAsync(pods, PodManifests.Other(0), cancellationToken)).Dispose();
                return;
            }
            catch (HttpRequestException e) when (e.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.InternalServerError)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), time, cancellationToken);
            }
        }
    }
}
