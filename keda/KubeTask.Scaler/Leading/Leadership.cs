namespace KubeTask.Scaler.Leading;

/// <summary>Whether this process is the leader, which delivers. Thread-safe.</summary>
public sealed class Leadership : IDisposable
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _gained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenSource? _term;

    public bool Leads
    {
        get
        {
            lock (_gate)
                return _term is not null;
        }
    }

    /// <summary>Waits until this process leads. The returned token is canceled when it no longer does.</summary>
    public async Task<CancellationToken> TermAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task next;
            lock (_gate)
            {
                if (_term is not null)
                    return _term.Token;
                next = _gained.Task;
            }

            await next.WaitAsync(cancellationToken);
        }
    }

    public void Gain()
    {
        lock (_gate)
        {
            if (_term is not null)
                return;
            _term = new CancellationTokenSource();
            _gained.TrySetResult();
        }
    }

    public void Lose()
    {
        CancellationTokenSource? over;
        lock (_gate)
        {
            over = _term;
            _term = null;
            if (over is not null)
                _gained = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        over?.Cancel();
        over?.Dispose();
    }

    public void Dispose() => Lose();
}
