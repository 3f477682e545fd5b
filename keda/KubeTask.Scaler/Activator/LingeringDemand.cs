using KubeTask.Scaler.Index;

namespace KubeTask.Scaler.Activator;

/// <summary>
/// Counts requests as demand. The last request counts for a moment longer than it takes, so that KEDA gets one push for requests in close
/// succession, not one for each.
/// </summary>
internal sealed class LingeringDemand : IDisposable
{
    public static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

    private readonly IHttpDemand _demand;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private int _count;
    private IDisposable? _lingering;

    public LingeringDemand(IHttpDemand demand, TimeProvider time)
    {
        _demand = demand;
        _timer = time.CreateTimer(_ => End(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Begins a request; disposing of the return value ends it.</summary>
    public IDisposable Enter()
    {
        lock (_gate)
            _count++;
        return new Request(this, _demand.Enter());
    }

    public void Dispose()
    {
        _timer.Dispose();
        _lingering?.Dispose();
    }

    private void Leave(IDisposable request)
    {
        lock (_gate)
        {
            if (--_count > 0 || _lingering is not null)
            {
                if (_count == 0)
                    _timer.Change(Linger, Timeout.InfiniteTimeSpan);
                request.Dispose();
                return;
            }

            // The last request lingers: another one may come meanwhile.
            _lingering = request;
            _timer.Change(Linger, Timeout.InfiniteTimeSpan);
        }
    }

    private void End()
    {
        lock (_gate)
        {
            // Requests that came meanwhile are counted on their own.
            _lingering?.Dispose();
            _lingering = null;
        }
    }

    private sealed class Request(LingeringDemand owner, IDisposable counted) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
                owner.Leave(counted);
        }
    }
}
