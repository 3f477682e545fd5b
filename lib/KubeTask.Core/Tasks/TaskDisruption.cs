using k8s.Models;
using KubeTask.Core.Jobs;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Tasks;

/// <summary>
/// The pod of a Running Task is being deleted, or is gone. The attempt ends with it. An agent isn't run a second time without a decision
/// about it, so a Job whose controller would create another pod is ended too (docs/adr/0018).
/// </summary>
internal static class TaskDisruption
{
    /// <summary>What to do, or null if nothing has happened to the pod.</summary>
    public static TaskDecision? Decide(TaskState state, V1Job job, V1Pod? pod, DateTimeOffset now)
    {
        if (AttemptPods.LostReported(pod, state.Task.Status))
            return EndIfReplaced(state, job, now);
        if (pod?.Metadata.DeletionTimestamp is null)
            return null;

        var writer = new TaskStatusWriter(state.Task, now);
        if (AgentContainer.HasStarted(pod))
        {
            // The pod may be gone at the next look. From this status on, it is known that its agent had started.
            TaskDecision report = AttemptPods.ReportedStart(state.Task.Status) is null
                ? TaskWrites.Start(state, writer.RunsIn(job, pod.Metadata.Name), pod.Metadata.Name)
                : TaskDecision.Nothing;
            return report with { Actions = report.Actions.AddRange(EndIfReplaced(state, job, now).Actions) };
        }

        // The Job controller's next pod starts the agent for the first time.
        if (AttemptPods.MayBeReplaced(job))
            return TaskDecision.Nothing;
        string message = $"pod {pod.Metadata.Name} is being deleted before the agent started";
        return TaskWrites.Report(
            state,
            writer.Stuck(job, pod.Metadata.Name, TaskReason.PodDeleted, message),
            TaskStep.Warning,
            TaskReason.PodDeleted,
            message
        );
    }

    private static TaskDecision EndIfReplaced(TaskState state, V1Job job, DateTimeOffset now) =>
        AttemptPods.MayBeReplaced(job)
            ? TaskRun.EndJob(new ObjectKey(state.Key.Namespace, job.Metadata.Name), job, now)
            : TaskDecision.Nothing;
}
