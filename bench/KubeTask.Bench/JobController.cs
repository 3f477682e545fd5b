using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;

namespace KubeTask.Bench;

/// <summary>
/// Stands in for the Job controller and the kubelet, in KubeTask's runs and in the plain loop's: each Job gets a pod, the pod runs, and the
/// Job says so. Asked to, it ends pods and Jobs. The real ones may be slow, and overwrite a status that the bench has written.
/// </summary>
/// <param name="server">The API server, by a connection that nothing else uses.</param>
/// <param name="ns">The namespace.</param>
/// <param name="time">The clock.</param>
internal sealed class JobController(Server server, string ns, TimeProvider time) : IAsyncDisposable
{
    private const int Workers = 64;
    private readonly Channel<JsonElement> _seen = Channel.CreateUnbounded<JsonElement>();
    private readonly ConcurrentDictionary<string, StandInPod> _pods = new();
    private readonly CancellationTokenSource _end = new();
    private Task _working = Task.CompletedTask;
    private int _number;

    private string Jobs => $"apis/batch/v1/namespaces/{ns}/jobs";
    private string Pods => $"api/v1/namespaces/{ns}/pods";

    /// <summary>Is called with the names of Job and pod when the pod runs.</summary>
    public Action<string, string>? Runs { get; set; }

    /// <summary>Ends when the work does.</summary>
    public Task Working => _working;

    public void Begin() => _working = Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => WorkAsync()));

    /// <summary>A Job was created.</summary>
    public void See(JsonElement job) => _seen.Writer.TryWrite(job.Clone());

    /// <summary>Waits until the pods of all of them run.</summary>
    public async Task AllRunAsync(IEnumerable<string> jobs, CancellationToken cancellationToken)
    {
        var all = Task.WhenAll(jobs.Select(j => Of(j).Running.Task));
        if (await Task.WhenAny(all, _working).WaitAsync(cancellationToken) != all)
            await _working;
        await all.WaitAsync(cancellationToken);
    }

    /// <summary>Ends the pods, and after each its Job.</summary>
    /// <param name="jobs">Their Jobs, whose pods run.</param>
    /// <param name="ended">Is called with the name of each Job that has ended.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public Task EndAsync(IEnumerable<string> jobs, Action<string>? ended, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            jobs,
            new ParallelOptions { MaxDegreeOfParallelism = Workers, CancellationToken = cancellationToken },
            async (job, token) =>
            {
                StandInPod pod = Of(job);
                string status = PodManifests.Succeeded(pod.StartedAt, time.GetUtcNow());
                (await server.PatchAsync($"{Pods}/{pod.Name}/status", status, token)).Dispose();
                (await server.PatchAsync($"{Jobs}/{job}/status", Manifests.JobComplete(time.GetUtcNow()), token)).Dispose();
                ended?.Invoke(job);
            }
        );

    public async ValueTask DisposeAsync()
    {
        _seen.Writer.TryComplete();
        await _end.CancelAsync();
        await _working;
        _end.Dispose();
    }

    private async Task WorkAsync()
    {
        try
        {
            await foreach (JsonElement job in _seen.Reader.ReadAllAsync(_end.Token))
                await StartAsync(job, _end.Token);
        }
        catch (OperationCanceledException)
        {
            // DisposeAsync ends the work.
        }
    }

    private async Task StartAsync(JsonElement job, CancellationToken cancellationToken)
    {
        string name = job.GetProperty("metadata").GetProperty("name").GetString()!;
        StandInPod pod = Of(name);
        (await server.CreateAsync(Pods, PodManifests.OfJob(job, pod.Name), cancellationToken)).Dispose();
        pod.StartedAt = time.GetUtcNow();
        string active = Manifests.JobActive(pod.StartedAt);
        (await server.PatchAsync($"{Jobs}/{name}/status", active, cancellationToken)).Dispose();
        (await server.PatchAsync($"{Pods}/{pod.Name}/status", PodManifests.Running(pod.StartedAt), cancellationToken)).Dispose();
        Runs?.Invoke(name, pod.Name);
        pod.Running.TrySetResult();
    }

    private StandInPod Of(string job) =>
        _pods.GetOrAdd(job, j => new StandInPod(FormattableString.Invariant($"{j}-{Interlocked.Increment(ref _number):x5}")));

    private sealed class StandInPod(string name)
    {
        public string Name => name;
        public DateTimeOffset StartedAt { get; set; }
        public TaskCompletionSource Running { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
