using System.Collections.Immutable;
using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Core.Jobs;
using KubeTask.Core.Outcomes;
using KubeTask.Core.Validation;

namespace KubeTask.Core.Tasks;

/// <summary>The Task is Running: its Job is active, has ended, or is gone.</summary>
internal static class TaskRun
{
    public static TaskDecision Decide(TaskState state, DateTimeOffset now)
    {
        var key = new ObjectKey(state.Key.Namespace, state.Task.Status?.JobName ?? TaskAttempts.Job(state.Task));
        if (!state.Jobs.TryGetValue(key, out V1Job? job))
            return TaskDecision.See(new Need.Job(key));

        if (job is null || Ownership.Of(job.Metadata, state.Task) != Ownership.Ours)
        {
            return TaskWrites.End(
                state,
                new TaskStatusWriter(state.Task, now).Fail(
                    new Problem(
                        TaskReason.JobDeleted,
                        $"Job {key.Name} was deleted while the agent ran; apply the Task again under another name to run it again",
                        ConditionType.Complete
                    )
                )
            );
        }

        if (JobOutcome.Of(job).Ended)
            return TaskEnd.Decide(state, job, now);
        if (StopReport.Decide(state, now) is { } report)
            return report;
        if (!state.Pods.TryGetValue(key, out ImmutableArray<V1Pod> pods))
            return TaskDecision.See(new Need.Pods(key));
        return StopRequest.Of(state.Task) == StopRequest.None ? ReportTrouble(state, job, pods, now) : Stop(state, job, pods);
    }

    /// <summary>
    /// A user wants the agent stopped. A pod on a node gets a deadline of one second, so that the pod and its log are kept. A pod without a
    /// node has no log to keep, and no kubelet that would enforce its deadline, so its Job gets one. Either way the Job fails, keeps its
    /// name, and reports the end.
    /// </summary>
    private static TaskDecision Stop(TaskState state, V1Job job, ImmutableArray<V1Pod> pods)
    {
        var key = new ObjectKey(state.Key.Namespace, job.Metadata.Name);
        if (pods.All(p => string.IsNullOrEmpty(p.Spec?.NodeName)))
        {
            return job.Spec?.ActiveDeadlineSeconds == 1
                ? TaskDecision.Nothing
                : TaskDecision.Do(new TaskAction.StopJob(key, job.Metadata.Uid));
        }

        return TaskDecision.Do([
            .. pods.Where(p =>
                    p.Status?.Phase is not ("Succeeded" or "Failed")
                    && p.Spec?.ActiveDeadlineSeconds != 1
                    && p.Metadata.DeletionTimestamp is null
                )
                .Select(p => new TaskAction.StopPod(key, new ObjectKey(key.Namespace, p.Metadata.Name), p.Metadata.Uid)),
        ]);
    }

    /// <summary>Reports in the condition Started why a pod can't start, until it can.</summary>
    private static TaskDecision ReportTrouble(TaskState state, V1Job job, ImmutableArray<V1Pod> pods, DateTimeOffset now)
    {
        var writer = new TaskStatusWriter(state.Task, now);
        V1Pod? pod = PodOutcome.Latest(pods);
        string? reported = Conditions.Find(state.Task.Status?.Conditions, ConditionType.Started) is { Status: Conditions.False } started
            ? started.Reason
            : null;
        if ((pod is null ? PodRefusal.Of(job) : PodTrouble.Of(pod)) is not { } trouble || trouble.At > now)
        {
            return reported is null
                ? TaskDecision.Nothing
                : TaskWrites.Report(
                    state,
                    writer.Run(job),
                    TaskStep.Normal,
                    "Started",
                    $"pod {pod?.Metadata.Name ?? job.Metadata.Name} could start"
                );
        }

        if (trouble.Reason == reported)
            return TaskDecision.Nothing;

        // Only Events say what keeps a Job from creating its pod, or a node from creating the containers (such as a missing Secret of a
        // volume).
        var key = new ObjectKey(state.Key.Namespace, pod?.Metadata.Name ?? job.Metadata.Name);
        ImmutableArray<Corev1Event> events = [];
        if (trouble.IsReportedByEvents && !(pod is null ? state.JobEvents : state.PodEvents).TryGetValue(key, out events))
            return TaskDecision.See([pod is null ? new Need.JobEvents(key) : new Need.PodEvents(key)]);

        string? problem = trouble.IsReportedByEvents ? PodTrouble.Message(events) : PodTrouble.Message(pod!);
        string subject = pod is null ? $"Job {key.Name}" : $"pod {key.Name}";
        return (problem, PodTrouble.Progress(events)) switch
        {
            ({ } why, _) => Report(
                TaskStep.Warning,
                trouble.Reason,
                $"{subject} can't {(pod is null ? "create its pod" : "start")}: {why}"
            ),
            (_, { } progress) => Report(TaskStep.Normal, TaskReason.Starting, $"{subject} hasn't started yet: {progress}"),
            _ => Report(
                TaskStep.Normal,
                TaskReason.Starting,
                $"{subject} hasn't {(pod is null ? "created its pod" : "started")} yet, and nothing says why"
            ),
        };

        TaskDecision Report(string type, string reason, string text)
        {
            string message = OneLine.Of(text);
            return TaskWrites.Report(state, writer.Stuck(job, pod?.Metadata.Name, reason, message), type, reason, message);
        }
    }
}
