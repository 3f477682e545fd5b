using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Core.Jobs;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Tasks;

/// <summary>
/// Two functions worked on a Task at once: one ended it because it was stopped before an attempt started, and the other one created that
/// attempt's Job. The function that created it finds the Task ended, and ends the Job.
/// </summary>
internal static class TaskLeftover
{
    /// <summary>What to do about the Job of an attempt that never counted, or null if there is nothing to do.</summary>
    public static TaskDecision? Decide(TaskState state, DateTimeOffset now)
    {
        V1Alpha1TaskStatus status = state.Task.Status!;
        string name = TaskAttempts.Job(state.Task);
        if (!Conditions.IsTrue(status.Conditions, ConditionType.Stopped) || status.JobName == name)
            return null;
        var key = new ObjectKey(state.Key.Namespace, name);
        if (!state.Jobs.TryGetValue(key, out V1Job? job))
            return TaskDecision.See(new Need.Job(key));
        return
            job is null || Ownership.Of(job.Metadata, state.Task) != Ownership.Ours || JobOutcome.Of(job).Ended || JobStop.IsRequested(job)
            ? null
            : TaskRun.EndJob(key, job, now);
    }
}
