using k8s.Models;
using KubeTask.Core.Api;

namespace KubeTask.Core.Outcomes;

/// <summary>Who owns an object whose name is the one that a Task or a CronTask would give it.</summary>
public enum Ownership
{
    /// <summary>This owner, by uid.</summary>
    Ours,

    /// <summary>A former owner of the same name. The garbage collector is about to delete the object.</summary>
    Former,

    /// <summary>Somebody else. The object is never touched.</summary>
    Foreign,
}

/// <summary>Reads and writes the owner references by which objects belong to Tasks, and Tasks to CronTasks.</summary>
public static class OwnershipRules
{
    private const string TaskKind = "Task";
    private const string CronTaskKind = "CronTask";

    extension(Ownership)
    {
        /// <summary>Whether the object belongs to the Task.</summary>
        public static Ownership Of(V1ObjectMeta metadata, V1Alpha1Task task) => Of(metadata, TaskKind, task.Metadata);

        /// <summary>Whether the Task belongs to the CronTask.</summary>
        public static Ownership Of(V1Alpha1Task task, V1Alpha1CronTask cronTask) => Of(task.Metadata, CronTaskKind, cronTask.Metadata);
    }

    /// <summary>The reference that makes the Task the owner of an object: the object is deleted with the Task.</summary>
    public static V1OwnerReference Reference(V1Alpha1Task task) => Reference(TaskKind, task.Metadata);

    /// <summary>The reference that makes the CronTask the owner of a Task: the Task is deleted with the CronTask.</summary>
    public static V1OwnerReference Reference(V1Alpha1CronTask cronTask) => Reference(CronTaskKind, cronTask.Metadata);

    /// <summary>An owner reference with the owner's name and another uid points at a former owner.</summary>
    private static Ownership Of(V1ObjectMeta metadata, string kind, V1ObjectMeta owner)
    {
        foreach (V1OwnerReference reference in metadata.OwnerReferences ?? [])
        {
            if (reference.Kind != kind || !reference.ApiVersion.StartsWith(KubeTaskApi.Group + "/", StringComparison.Ordinal))
                continue;
            if (reference.Uid == owner.Uid)
                return Ownership.Ours;
            if (reference.Name == owner.Name)
                return Ownership.Former;
        }

        return Ownership.Foreign;
    }

    private static V1OwnerReference Reference(string kind, V1ObjectMeta owner) =>
        new()
        {
            ApiVersion = KubeTaskApi.GroupVersion,
            Kind = kind,
            Name = owner.Name,
            Uid = owner.Uid,
            Controller = true,
            BlockOwnerDeletion = true,
        };
}
