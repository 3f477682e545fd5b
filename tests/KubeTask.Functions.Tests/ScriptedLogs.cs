using System.Collections.Concurrent;
using System.Text;
using PocketKube.ApiServer.Logs;

namespace KubeTask.Functions.Tests;

/// <summary>The logs of pods that no node runs: a test writes them and ends them.</summary>
public sealed class ScriptedLogs : INodeLogs
{
    private readonly ConcurrentDictionary<string, PodLog> _logs = new();
    private int _followers;

    /// <summary>How many requests follow a log now.</summary>
    public int Followers => Volatile.Read(ref _followers);

    public void Write(string ns, string pod, string text) => LogOf(ns, pod).Change(log => log.Text.Append(text));

    /// <summary>The agent has ended.</summary>
    public void End(string ns, string pod) => LogOf(ns, pod).Change(log => log.Ended = true);

    public async Task<PodLogFailure?> CopyAsync(PodLogRequest request, Stream destination, CancellationToken cancellationToken)
    {
        PodLog log = LogOf(request.Namespace, request.Pod);
        Interlocked.Increment(ref _followers);
        try
        {
            int position = request.TailLines is { } lines ? log.Tail(lines) : 0;
            while (true)
            {
                (string text, bool ended, Task changed) = log.Look();
                await destination.WriteAsync(Encoding.UTF8.GetBytes(text[position..]), cancellationToken);
                await destination.FlushAsync(cancellationToken);
                position = text.Length;
                if (!request.Follow || ended)
                    return null;
                await changed.WaitAsync(cancellationToken);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _followers);
        }
    }

    private PodLog LogOf(string ns, string pod) => _logs.GetOrAdd($"{ns}/{pod}", _ => new PodLog());

    private sealed class PodLog
    {
        private readonly Lock _gate = new();
        private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public StringBuilder Text { get; } = new();

        public bool Ended { get; set; }

        public void Change(Action<PodLog> change)
        {
            lock (_gate)
            {
                change(this);
                _changed.SetResult();
                _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        public (string Text, bool Ended, Task Changed) Look()
        {
            lock (_gate)
                return (Text.ToString(), Ended, _changed.Task);
        }

        /// <summary>Where the last lines begin.</summary>
        public int Tail(int lines)
        {
            string text = Look().Text;
            return text.Length - text.Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(lines).Sum(l => l.Length + 1);
        }
    }
}
