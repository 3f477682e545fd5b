using System.Collections.Immutable;
using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Core.Jobs;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Tasks;

/// <summary>The Job of the current attempt has ended. So has the Task, unless another attempt follows.</summary>
internal static class TaskEnd
{
    public static TaskDecision Decide(TaskState state, V1Job job, DateTimeOffset now)
    {
        var key = new ObjectKey(state.Key.Namespace, job.Metadata.Name);
        if (!state.Pods.TryGetValue(key, out ImmutableArray<V1Pod> pods))
            return TaskDecision.See([new Need(NeedKind.Pods, key)]);
        var writer = new TaskStatusWriter(state.Task, now);
        var outcome = JobOutcome.Of(job);
        var pod = PodOutcome.Of(pods);
        if (outcome.Succeeded)
            return TaskWrites.End(state, writer.Finish(job, outcome, pod));
        // An agent that succeeded before the stop reached it has completed. Any other end counts as stopped.
        if (StopRequest.Of(state.Task) != StopRequest.None)
            return TaskWrites.End(state, writer.Stop(job, pod, outcome.At));
        if (TaskRetry.Next(state.Task, pod) is not { } next)
            return TaskWrites.End(state, writer.Finish(job, outcome, pod));

        V1Alpha1TaskStatus status = writer.Retry(job, outcome, pod, next);
        return TaskWrites.Report(state, status, TaskStep.Warning, TaskReason.Retrying, status.Message!);
    }
}
