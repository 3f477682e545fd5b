namespace KubeTask.Kubernetes.Tests;

/// <summary>A wall clock that stands still, and a stopwatch. A test moves each of them.</summary>
internal sealed class WallTime(DateTimeOffset now) : TimeProvider
{
    private DateTimeOffset _now = now;
    private long _passed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Set(DateTimeOffset now) => _now = now;

    public void Add(TimeSpan time) => _now += time;

    /// <summary>Moves only the stopwatch.</summary>
    public void Pass(TimeSpan time) => Interlocked.Add(ref _passed, time.Ticks);

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => Interlocked.Read(ref _passed);
}
