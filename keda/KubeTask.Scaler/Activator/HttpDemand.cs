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
    private readonly List<HttpDemandSubscription> subscriptions = [];
    private readonly ITimer lingering;
    private int count;
    private bool active;

    public HttpDemand(TimeProvider time) => lingering = time.CreateTimer(_ => End(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Requests that are held or being answered.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return count;
        }
    }

    /// <summary>Whether there is a request, or was one just now.</summary>
    public bool Active
    {
        get
        {
            lock (gate)
                return active;
        }
    }

    /// <summary>A request begins; disposing of what is returned ends it.</summary>
    public IDisposable Begin()
    {
        lock (gate)
        {
            count++;
            if (!active)
            {
                active = true;
                foreach (HttpDemandSubscription subscription in subscriptions)
                    subscription.Hear();
            }
        }

        return new Request(this);
    }

    /// <summary>Hears of demand that is there, and then each time that it appears after there was none.</summary>
    public HttpDemandSubscription Subscribe()
    {
        var subscription = new HttpDemandSubscription(Remove);
        lock (gate)
        {
            subscriptions.Add(subscription);
            if (active)
                subscription.Hear();
        }

        return subscription;
    }

    public void Dispose() => lingering.Dispose();

    private void Remove(HttpDemandSubscription subscription)
    {
        lock (gate)
            subscriptions.Remove(subscription);
    }

    private void EndOne()
    {
        lock (gate)
        {
            if (--count == 0)
                lingering.Change(Linger, Timeout.InfiniteTimeSpan);
        }
    }

    private void End()
    {
        lock (gate)
        {
            // A request that began meanwhile sets the timer again when it ends.
            if (count == 0)
                active = false;
        }
    }

    private sealed class Request(HttpDemand demand) : IDisposable
    {
        private int ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref ended, 1) == 0)
                demand.EndOne();
        }
    }
}
