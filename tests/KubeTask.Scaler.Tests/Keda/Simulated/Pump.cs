namespace KubeTask.Scaler.Tests.Keda.Simulated;

/// <summary>Runs all that is awaited on one thread, in order: the same seed gives the same run.</summary>
internal sealed class Pump : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _queue = new();

    /// <summary>Called after each step.</summary>
    public Action? AfterEach { get; set; }

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_queue)
            _queue.Enqueue((d, state));
    }

    public void Run()
    {
        while (true)
        {
            (SendOrPostCallback Callback, object? State) next;
            lock (_queue)
            {
                if (!_queue.TryDequeue(out next))
                    return;
            }

            next.Callback(next.State);
            AfterEach?.Invoke();
        }
    }
}
