using System.Collections.Immutable;
using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Core.Jobs;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Tasks;

/// <summary>The Job of the current attempt has ended. So has the Task, unless another attempt follows.</summary>
internal static class TaskEnd
{
    /// <summary>How long the end of a Job whose pod's end isn't written is left open.</summary>
    private static readonly TimeSpan s_unwrittenEnd = TimeSpan.FromSeconds(3);

    public static TaskDecision Decide(TaskState state, V1Job job, DateTimeOffset now)
    {
        var key = new ObjectKey(state.Key.Namespace, job.Metadata.Name);
        if (!state.Pods.TryGetValue(key, out ImmutableArray<V1Pod> pods))
            return TaskDecision.See(new Need.Pods(key));
        // A Job that fails may still have a pod that ends. The Task is final, and its slot is free, when no container runs any more.
        if (pods.Any(AgentContainer.MayRun))
            return TaskDecision.Nothing;
        if (pods.Any(AgentContainer.EndIsUnwritten) && JobOutcome.Of(job).At is { } at && now < Moment.After(at, s_unwrittenEnd))
            return TaskDecision.Nothing;

        var writer = new TaskStatusWriter(state.Task, now);
        var outcome = AttemptOutcome.Of(state.Task, job, pods, now, state.Observed?.SaysNeverStarted(state.Task, job) == true);
        // An agent that finished before the stop reached it counts as finished. Any other end counts as stopped.
        if (!outcome.Succeeded && StopRequest.Of(state.Task) != StopRequest.None && !outcome.Pod.CommandEnded)
            return TaskWrites.WithStart(TaskWrites.End(state, writer.Stop(job, outcome.Pod, outcome.At)), state, outcome.Pod);
        return Finish(state, writer, job, outcome);
    }

    /// <summary>
    /// The end of an attempt whose Job has ended, as the sender of the event observed; null if the pod doesn't show how the agent ended.
    /// </summary>
    public static TaskDecision? Observed(TaskState state, ImmutableArray<V1Pod> pods, DateTimeOffset now) =>
        state.Observed is { EndedJobUid: { } job } observed
        && observed.IsAbout(state.Task)
        && StopRequest.Of(state.Task) == StopRequest.None
        && pods is [{ Metadata.DeletionTimestamp: null } pod]
        && !AgentContainer.MayRun(pod)
        && !AttemptPods.LostReported(pod, state.Task.Status)
        && pod.Metadata.OwnerReferences?.Any(o => o.Uid == job) == true
        && AttemptOutcome.WithoutJob(state.Task, pods) is { } outcome
            ? Finish(state, new TaskStatusWriter(state.Task, now), null, outcome)
            : null;

    private static TaskDecision Finish(TaskState state, TaskStatusWriter writer, V1Job? job, AttemptOutcome outcome)
    {
        if (outcome.Succeeded || StopRequest.Of(state.Task) != StopRequest.None || TaskRetry.Next(state.Task, outcome.Pod) is not { } next)
            return TaskWrites.WithStart(TaskWrites.End(state, writer.Finish(job, outcome)), state, outcome.Pod);
        V1Alpha1TaskStatus status = writer.Retry(job, outcome, next);
        return TaskWrites.WithStart(
            TaskWrites.Report(state, status, TaskStep.Warning, TaskReason.Retrying, status.Message!),
            state,
            outcome.Pod
        );
    }
}
