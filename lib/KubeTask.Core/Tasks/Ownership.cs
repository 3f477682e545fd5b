using k8s.Models;
using KubeTask.Core.Api;

namespace KubeTask.Core.Tasks;

/// <summary>Whose an object is that has the name of one that a Task would make.</summary>
public enum Ownership
{
    /// <summary>This Task's, by uid.</summary>
    Ours,

    /// <summary>A former Task's of the same name: it is about to be collected.</summary>
    Former,

    /// <summary>Somebody else's: it is never touched.</summary>
    Foreign,
}

/// <summary>Tells whose an object is.</summary>
public static class OwnershipOf
{
    public static Ownership Object(V1ObjectMeta metadata, V1Alpha1Task task)
    {
        foreach (V1OwnerReference owner in metadata.OwnerReferences ?? [])
        {
            if (owner.Kind != "Task" || !owner.ApiVersion.StartsWith(KubeTaskApi.Group + "/", StringComparison.Ordinal))
                continue;
            if (owner.Uid == task.Metadata.Uid)
                return Ownership.Ours;
            if (owner.Name == task.Metadata.Name)
                return Ownership.Former;
        }

        return Ownership.Foreign;
    }

    /// <summary>The reference that makes an object the Task's: it is collected with the Task.</summary>
    public static V1OwnerReference Reference(V1Alpha1Task task) =>
        new()
        {
            ApiVersion = KubeTaskApi.GroupVersion,
            Kind = "Task",
            Name = task.Metadata.Name,
            Uid = task.Metadata.Uid,
            Controller = true,
            BlockOwnerDeletion = true,
        };
}
