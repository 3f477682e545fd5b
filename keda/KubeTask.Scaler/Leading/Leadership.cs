namespace KubeTask.Scaler.Leading;

/// <summary>Whether this process is the one that delivers. Thread-safe.</summary>
public sealed class Leadership : IDisposable
{
    private readonly Lock gate = new();
    private TaskCompletionSource gained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenSource? term;

    public bool Leads
    {
        get
        {
            lock (gate)
                return term is not null;
        }
    }

    /// <summary>Waits until this process leads; the token that is returned is cancelled when it does no more.</summary>
    public async Task<CancellationToken> TermAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (term is not null)
                    return term.Token;
                next = gained.Task;
            }

            await next.WaitAsync(cancellation);
        }
    }

    public void Gain()
    {
        lock (gate)
        {
            if (term is not null)
                return;
            term = new CancellationTokenSource();
            gained.TrySetResult();
        }
    }

    public void Lose()
    {
        CancellationTokenSource? over;
        lock (gate)
        {
            over = term;
            term = null;
            if (over is not null)
                gained = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        over?.Cancel();
        over?.Dispose();
    }

    public void Dispose() => Lose();
}
