namespace PocketKube.Node.Pods;

/// <summary>Why a pod is ended from outside.</summary>
internal enum StopReason
{
    None,

    /// <summary><c>spec.activeDeadlineSeconds</c> is over: the object and its logs stay.</summary>
    DeadlineExceeded,

    /// <summary>Its deletion was asked for: the node ends the processes and then removes the object.</summary>
    Deleted,

    /// <summary>The object is gone already.</summary>
    Gone,

    /// <summary>The node ends.</summary>
    Shutdown,
}
