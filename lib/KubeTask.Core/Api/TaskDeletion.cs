using k8s.Models;

namespace KubeTask.Core.Api;

/// <summary>
/// A Task that is being deleted. Usually it is gone at once, and the garbage collector deletes what it owns. While somebody's finalizer
/// keeps it, its Job stays too, so KubeTask ends the agent and reports the end.
/// </summary>
public static class TaskDeletion
{
    /// <summary>Whether a finalizer other than those of the garbage collector keeps a Task that is being deleted.</summary>
    public static bool IsHeld(V1ObjectMeta metadata) =>
        metadata.DeletionTimestamp is not null && metadata.Finalizers?.Any(IsSomebodys) == true;

    /// <summary>Whether the finalizer isn't one of the garbage collector, which deletes or orphans what the Task owns.</summary>
    public static bool IsSomebodys(string finalizer) => finalizer is not ("foregroundDeletion" or "orphan");
}
