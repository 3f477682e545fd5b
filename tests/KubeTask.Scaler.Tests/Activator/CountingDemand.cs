using KubeTask.Scaler.Index;

namespace KubeTask.Scaler.Tests.Activator;

/// <summary>Demand as a number.</summary>
internal sealed class CountingDemand : IHttpDemand
{
    private int _count;
    private int _appearances;

    public int Count => Volatile.Read(ref _count);

    /// <summary>How often there was a request after there was none.</summary>
    public int Appearances => Volatile.Read(ref _appearances);

    public IDisposable Enter()
    {
        if (Interlocked.Increment(ref _count) == 1)
            Interlocked.Increment(ref _appearances);
        return new Left(this);
    }

    private sealed class Left(CountingDemand demand) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref demand._count);
    }
}
