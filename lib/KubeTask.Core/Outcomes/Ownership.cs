using k8s.Models;
using KubeTask.Core.Api;

namespace KubeTask.Core.Outcomes;

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

/// <summary>Decides whose an object is, and makes an object a Task's.</summary>
public static class OwnershipRules
{
    extension(Ownership)
    {
        /// <summary>Whose the object is, by its owner references: a Task of this name with another uid is a former one.</summary>
        public static Ownership Of(V1ObjectMeta metadata, V1Alpha1Task task)
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
