namespace KubeTask.Kubernetes.Reconciling;

/// <summary>Bounds of one run of a <see cref="ReconcileLoop{TState, TNeed, TAction}"/>.</summary>
public sealed record ReconcileLimits<TState>
{
    /// <summary>No bounds.</summary>
    public static ReconcileLimits<TState> None { get; } = new();

    /// <summary>The first reading, if the object has been read already.</summary>
    public Reading<TState>? First { get; init; }

    /// <summary>How old a reading may be when something is written. An older one is read again.</summary>
    public TimeSpan? Freshness { get; init; }

    /// <summary>Whether the run may end after a write, without another decision.</summary>
    public Func<TState, bool>? IsSettled { get; init; }
}
