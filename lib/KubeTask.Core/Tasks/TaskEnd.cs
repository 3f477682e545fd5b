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
            return TaskDecision.See(new Need.Pods(key));
        // A Job that fails may still have a pod that ends. The Task is final, and its slot is free, when no container runs any more.
        if (pods.Any(AgentContainer.MayRun))
            return TaskDecision.Nothing;

        var writer = new TaskStatusWriter(state.Task, now);
        var outcome = AttemptOutcome.Of(state.Task, job, pods, now);
        // An agent that finished before the stop reached it counts as finished. Any other end counts as stopped.
        if (!outcome.Succeeded && StopRequest.Of(state.Task) != StopRequest.None && !outcome.Pod.CommandEnded)
            return TaskWrites.End(state, writer.Stop(job, outcome.Pod, outcome.At));
        if (outcome.Succeeded || StopRequest.Of(state.Task) != StopRequest.None || TaskRetry.Next(state.Task, outcome.Pod) is not { } next)
        {
            return TaskWrites.End(state, writer.Finish(job, outcome));
        }

        V1Alpha1TaskStatus status = writer.Retry(job, outcome, next);
        return TaskWrites.Report(state, status, TaskStep.Warning, TaskReason.Retrying, status.Message!);
    }
}
