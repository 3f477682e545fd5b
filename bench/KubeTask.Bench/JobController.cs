using System.Collections.Concurrent;
using System.Threading.Channels;

namespace KubeTask.Bench;

/// <summary>
/// Stands in for the Job controller, and does only what others wait for: it reports for each Job, in KubeTask's runs and in the plain
/// loop's, that the Job has a pod. The real one may be slow, and overwrites a status that the bench has written.
/// </summary>
internal sealed class JobController(Server server, string jobs) : IAsyncDisposable
{
    private const int Workers = 8;
    private readonly Channel<string> _seen = Channel.CreateUnbounded<string>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _reported = new();
    private readonly CancellationTokenSource _end = new();
    private Task _working = Task.CompletedTask;

    public void Begin() => _working = Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => WorkAsync()));

    /// <summary>A Job was created.</summary>
    public void See(string job) => _seen.Writer.TryWrite(job);

    /// <summary>Waits until all of them have a status.</summary>
    public Task AllAsync(IEnumerable<string> names, CancellationToken cancellationToken) =>
        Task.WhenAny(Task.WhenAll(names.Select(n => Of(n).Task)), _working)
            .Unwrap()
            .WaitAsync(TimeSpan.FromMinutes(5), TimeProvider.System, cancellationToken);

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
            await foreach (string job in _seen.Reader.ReadAllAsync(_end.Token))
            {
                (await server.PatchAsync($"{jobs}/{job}/status", """{"status":{"active":1}}""", _end.Token)).Dispose();
                Of(job).TrySetResult();
            }
        }
        catch (OperationCanceledException)
        {
            // DisposeAsync ends the work.
        }
    }

    private TaskCompletionSource Of(string name) =>
        _reported.GetOrAdd(name, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
