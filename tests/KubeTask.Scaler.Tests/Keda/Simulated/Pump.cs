namespace KubeTask.Scaler.Tests.Keda.Simulated;

/// <summary>Runs all that is awaited on one thread, in order: the same seed gives the same run.</summary>
internal sealed class Pump : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> queue = new();

    /// <summary>Called after each step.</summary>
    public Action? AfterEach { get; set; }

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (queue)
            queue.Enqueue((d, state));
    }

    public void Run()
    {
        while (true)
        {
            (SendOrPostCallback Callback, object? State) next;
            lock (queue)
            {
                if (!queue.TryDequeue(out next))
                    return;
            }

            next.Callback(next.State);
            AfterEach?.Invoke();
        }
    }
}
