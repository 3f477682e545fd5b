using KubeTask.Core.Api;
using KubeTask.Core.Names;
using KubeTask.Core.Validation;

namespace KubeTask.Core.Tasks;

/// <summary>
/// A spec that was changed after the Task started, on an API server that can't reject the change (CEL came with Kubernetes 1.25). The Job
/// stays as it is. The change is reported once, by a Warning. Then observedGeneration moves on, so that kstatus doesn't wait forever.
/// </summary>
public static class SpecChange
{
    /// <summary>The reason of the Event.</summary>
    public const string Reason = "SpecIsFixed";

    /// <summary>
    /// Whether the spec of a Task that has started or ended is newer than the one its status describes. If either generation is unknown, it
    /// isn't.
    /// </summary>
    public static bool IsPending(string? phase, long? generation, long? observedGeneration) =>
        phase is TaskPhase.Running or TaskPhase.Completed or TaskPhase.Failed && generation > observedGeneration;

    /// <summary>What to write about the change, or null if there is none.</summary>
    public static TaskDecision? Decide(TaskState state)
    {
        V1Alpha1Task task = state.Task;
        if (!IsPending(task.Status?.Phase, task.Metadata.Generation, task.Status?.ObservedGeneration))
            return null;
        string generation = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{task.Metadata.Generation}");
        return TaskDecision.Do(
            new TaskAction.WriteStatus(task.Status! with { ObservedGeneration = task.Metadata.Generation }),
            new TaskAction.RecordEvent(
                ResourceNames.Event(state.Key.Name, task.Metadata.Uid, Reason, generation),
                "Warning",
                Reason,
                $"the change has no effect: {RuleText.SpecIsFixed}"
            )
        );
    }
}
