using KubeTask.Scaler.Index;

namespace KubeTask.Scaler.Activator;

/// <summary>
/// HTTP requests that want a function or have one: the part of the demand that isn't in any object. A log that is followed and an answer that is waited for count as long as
/// they last, so the functions stay awake for them.
/// </summary>
public sealed class HttpDemand : IDisposable
{
    /// <summary>Requests that follow one another closer than this are one demand: KEDA hears of it once, not of each.</summary>
    public static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly IHttpDemand demand;
    private readonly ITimer lingering;
    private int requests;
    private IDisposable? last;

    public HttpDemand(IHttpDemand demand, TimeProvider time)
    {
        this.demand = demand;
        lingering = time.CreateTimer(_ => EndLinger(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A request begins; disposing of what is returned ends it.</summary>
    public IDisposable Begin()
    {
        lock (gate)
        {
            requests++;
            return new Request(this, demand.Enter());
        }
    }

    public void Dispose() => lingering.Dispose();

    /// <summary>A request ends; the last one goes on counting until the demand has lingered.</summary>
    private void End(IDisposable counted)
    {
        lock (gate)
        {
            if (--requests > 0)
            {
                counted.Dispose();
                return;
            }

            last?.Dispose();
            last = counted;
            lingering.Change(Linger, Timeout.InfiniteTimeSpan);
        }
    }

    private void EndLinger()
    {
        lock (gate)
        {
            // A request that began meanwhile sets the timer again when it ends.
            if (requests > 0)
                return;
            last?.Dispose();
            last = null;
        }
    }

    private sealed class Request(HttpDemand demand, IDisposable counted) : IDisposable
    {
        private int ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref ended, 1) == 0)
                demand.End(counted);
        }
    }
}
