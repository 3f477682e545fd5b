using KubeTask.Scaler.Index;

namespace KubeTask.Scaler.Tests.Activator;

/// <summary>Demand as a number.</summary>
internal sealed class CountingDemand : IHttpDemand
{
    private int count;
    private int appearances;

    public int Count => Volatile.Read(ref count);

    /// <summary>How often there was a request after there was none.</summary>
    public int Appearances => Volatile.Read(ref appearances);

    public IDisposable Enter()
    {
        if (Interlocked.Increment(ref count) == 1)
            Interlocked.Increment(ref appearances);
        return new Left(this);
    }

    private sealed class Left(CountingDemand demand) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref demand.count);
    }
}
