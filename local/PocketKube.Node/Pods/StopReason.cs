namespace PocketKube.Node.Pods;

/// <summary>Why the node stops a pod.</summary>
internal enum StopReason
{
    None,

    /// <summary><c>spec.activeDeadlineSeconds</c> is over: the object and its logs stay.</summary>
    DeadlineExceeded,

    /// <summary>The pod is being deleted: the node ends the processes and then removes the object.</summary>
    Deleted,

    /// <summary>The object is gone already.</summary>
    Gone,

    /// <summary>The node ends.</summary>
    Shutdown,
}
