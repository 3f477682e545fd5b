using KubeTask.Scaler.Index;

namespace KubeTask.Scaler.Activator;

/// <summary>
/// Counts requests as demand, the last of them for a moment longer than it takes: KEDA hears once of requests that follow one another closely, not of each.
/// </summary>
internal sealed class LingeringDemand : IDisposable
{
    public static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

    private readonly IHttpDemand demand;
    private readonly ITimer timer;
    private readonly Lock gate = new();
    private int count;
    private IDisposable? lingering;

    public LingeringDemand(IHttpDemand demand, TimeProvider time)
    {
        this.demand = demand;
        timer = time.CreateTimer(_ => End(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A request begins; disposing of what is returned ends it.</summary>
    public IDisposable Enter()
    {
        lock (gate)
            count++;
        return new Request(this, demand.Enter());
    }

    public void Dispose()
    {
        timer.Dispose();
        lingering?.Dispose();
    }

    private void Leave(IDisposable request)
    {
        lock (gate)
        {
            if (--count > 0 || lingering is not null)
            {
                if (count == 0)
                    timer.Change(Linger, Timeout.InfiniteTimeSpan);
                request.Dispose();
                return;
            }

            // The last one stays: another may come before it is gone.
            lingering = request;
            timer.Change(Linger, Timeout.InfiniteTimeSpan);
        }
    }

    private void End()
    {
        lock (gate)
        {
            // Requests that came meanwhile count for themselves.
            lingering?.Dispose();
            lingering = null;
        }
    }

    private sealed class Request(LingeringDemand owner, IDisposable counted) : IDisposable
    {
        private int left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref left, 1) == 0)
                owner.Leave(counted);
        }
    }
}
