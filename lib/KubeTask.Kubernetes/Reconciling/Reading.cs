namespace KubeTask.Kubernetes.Reconciling;

/// <summary>A state as it was read.</summary>
/// <param name="State">The state, with the object alone.</param>
/// <param name="ReadAt">The clock's timestamp from before it was read.</param>
public sealed record Reading<TState>(TState State, long ReadAt);
