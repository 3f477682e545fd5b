using System.Collections.Immutable;
using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Core.Jobs;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Tasks;

/// <summary>The Task is Running: its Job is active, has ended, or is gone.</summary>
internal static class TaskRun
{
    public static TaskDecision Decide(TaskState state, DateTimeOffset now)
    {
        var key = new ObjectKey(state.Key.Namespace, state.Task.Status?.JobName ?? TaskAttempts.Job(state.Task));
        if (!state.Jobs.TryGetValue(key, out V1Job? job))
            return BeforeJob(state, key, now);

        if (job is null || Ownership.Of(job.Metadata, state.Task) != Ownership.Ours)
            return WithoutJob(state, key, job, now);
        if (JobOutcome.Of(job).Ended)
            return TaskEnd.Decide(state, job, now);
        if (StopReport.Decide(state, now) is { } report)
            return report;
        if (!state.Pods.TryGetValue(key, out ImmutableArray<V1Pod> pods))
            return TaskDecision.See(new Need.Pods(key));

        if (pods.IsEmpty && JobStop.NeverGetsAPod(job, now))
            return TaskEnd.Decide(state, job, now);

        V1Pod? pod = AttemptPods.Counting(pods, state.Task.Status);
        if (pod is not null && AgentContainer.EndOf(pod) is not null)
            return AgentContainer.EndedBeforeOthers(pod) ? StopOthers(key, pod) : TaskDecision.Nothing;
        if (StopRequest.Of(state.Task) != StopRequest.None)
            return Stop(key, job, pods, now);
        if (AttemptDeadline.IsOurs(state.Task, job, pod, now))
            return StopAtDeadline(key, job, pods, TaskProgress.AtDeadline(state, job, pod, now), now);
        return TaskDisruption.Decide(state, job, pod, now) ?? TaskProgress.Decide(state, job, pod, now);
    }

    /// <summary>Most often the agent has just started, or has ended. Then the observation and the pod say enough.</summary>
    private static TaskDecision BeforeJob(TaskState state, ObjectKey key, DateTimeOffset now)
    {
        if (TaskProgress.Observed(state, now) is { } observed)
            return observed;
        if (state.EndedPod is { } ended && TaskEnd.Observed(state, [ended], now) is { } end)
            return end;
        return state.Pods.TryGetValue(key, out ImmutableArray<V1Pod> pods)
            ? TaskProgress.Started(state, pods, now) ?? TaskEnd.Observed(state, pods, now) ?? TaskDecision.See(new Need.Job(key))
            : TaskDecision.See(new Need.Pods(key));
    }

    /// <summary>
    /// Somebody deleted the Job, and its pods end. If the agent had ended by itself before, the Task ends as the agent did.
    /// </summary>
    private static TaskDecision WithoutJob(TaskState state, ObjectKey key, V1Job? other, DateTimeOffset now)
    {
        var writer = new TaskStatusWriter(state.Task, now);
        if (other is null)
        {
            if (!state.Pods.TryGetValue(key, out ImmutableArray<V1Pod> pods))
                return TaskDecision.See(new Need.Pods(key));
            if (pods.Any(AgentContainer.MayRun))
                return TaskDecision.Nothing;
            if (AttemptOutcome.WithoutJob(state.Task, pods) is { } outcome)
                return TaskWrites.WithStart(TaskWrites.End(state, writer.Finish(null, outcome)), state, outcome.Pod);
        }

        if (StopRequest.Of(state.Task) != StopRequest.None)
            return TaskWrites.End(state, writer.Stop(null, LostPod.WithoutJob(state.Task), null));
        return TaskWrites.End(
            state,
            writer.Fail(
                new Problem(
                    TaskReason.JobDeleted,
                    $"Job {key.Name} was deleted while the agent ran; apply the Task again under another name to run it again",
                    ConditionType.Complete
                )
            )
        );
    }

    /// <summary>
    /// The agent has ended, and another container of its pod still runs. A deadline of one second ends that, and keeps its log too. The
    /// annotation keeps the pod from looking as if its agent had been stopped.
    /// </summary>
    private static TaskDecision StopOthers(ObjectKey job, V1Pod pod) =>
        pod.Spec?.ActiveDeadlineSeconds == 1 || pod.Metadata.DeletionTimestamp is not null
            ? TaskDecision.Nothing
            : TaskDecision.Do(
                new TaskAction.StopPod(job, new ObjectKey(job.Namespace, pod.Metadata.Name), pod.Metadata.Uid, AgentEnded: true)
            );

    /// <summary>Ends the attempt, and reports what has kept it from starting: nothing says so any more when the Job has ended.</summary>
    private static TaskDecision StopAtDeadline(
        ObjectKey key,
        V1Job job,
        ImmutableArray<V1Pod> pods,
        TaskDecision reason,
        DateTimeOffset now
    )
    {
        if (!reason.Needs.IsEmpty)
            return reason;
        TaskDecision stop = Stop(key, job, pods, now);
        return stop with { Actions = stop.Actions.AddRange(reason.Actions) };
    }

    /// <summary>
    /// Ends the attempt. A pod on a node gets a deadline of one second, so that the pod and its log are kept. A pod without a node has no
    /// log to keep, and no kubelet that would enforce its deadline, so its Job gets one. Either way the Job fails, keeps its name, and
    /// reports the end.
    /// </summary>
    private static TaskDecision Stop(ObjectKey key, V1Job job, ImmutableArray<V1Pod> pods, DateTimeOffset now)
    {
        if (pods.All(p => string.IsNullOrEmpty(p.Spec?.NodeName)))
            return EndJob(key, job, now);

        return TaskDecision.Do([
            .. pods.Where(p =>
                    p.Status?.Phase is not ("Succeeded" or "Failed")
                    && p.Spec?.ActiveDeadlineSeconds != 1
                    && p.Metadata.DeletionTimestamp is null
                )
                .Select(p => new TaskAction.StopPod(key, new ObjectKey(key.Namespace, p.Metadata.Name), p.Metadata.Uid, AgentEnded: false)),
        ]);
    }

    /// <summary>Ends the Job by a deadline of one second, unless it has that already.</summary>
    internal static TaskDecision EndJob(ObjectKey key, V1Job job, DateTimeOffset now) =>
        JobStop.IsRequested(job) ? TaskDecision.Nothing : TaskDecision.Do(new TaskAction.StopJob(key, job.Metadata.Uid, now));
}
