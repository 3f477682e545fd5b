using KubeTask.Core;

namespace KubeTask.Scaler.Watching;

/// <summary>What the scaler keeps of a KubeTaskConfig.</summary>
public sealed record ObservedConfig : IObserved
{
    public required ObjectKey Key { get; init; }
    public required string Uid { get; init; }
    public required string ResourceVersion { get; init; }

    /// <summary>Seconds that ended Tasks are kept; null if it doesn't say.</summary>
    public long? TtlSeconds { get; init; }

    /// <summary>How many ended Tasks are kept; null if it doesn't say.</summary>
    public long? MaxRetained { get; init; }
}
