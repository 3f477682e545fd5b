namespace KubeTask.Kubernetes.Reconciling;

/// <summary>The result of an action.</summary>
public enum Progress
{
    /// <summary>The state has the result: decide again.</summary>
    Continue,

    /// <summary>Someone else has changed something: read again, then decide again.</summary>
    Stale,

    /// <summary>The object, or its whole namespace, is being deleted: leave it.</summary>
    Gone,
}

/// <summary>The result of an action, and how to add it to the state.</summary>
public readonly record struct Applied<TState>(Progress Progress, Func<TState, TState>? Change = null);
