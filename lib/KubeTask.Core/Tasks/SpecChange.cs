using KubeTask.Core.Api;
using KubeTask.Core.Names;
using KubeTask.Core.Validation;

namespace KubeTask.Core.Tasks;

/// <summary>
/// A spec that was changed after the Task had started, on an API server that can't refuse it (CEL came with Kubernetes 1.25). The Job stays what it
/// was. The change is told once, by a Warning, and from then on counts as seen: observedGeneration moves, so that kstatus doesn't wait for ever.
/// </summary>
public static class SpecChange
{
    /// <summary>The reason of the Event.</summary>
    public const string Reason = "SpecIsFixed";

    /// <summary>Whether a Task that has started or ended has another spec than its status speaks of. Where either generation isn't known, it hasn't.</summary>
    public static bool IsPending(string? phase, long? generation, long? observedGeneration) =>
        phase is TaskPhase.Running or TaskPhase.Completed or TaskPhase.Failed && generation > observedGeneration;

    /// <summary>What to write about it, or null where there is no such change.</summary>
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
