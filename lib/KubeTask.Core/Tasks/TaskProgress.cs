using System.Collections.Immutable;
using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Core.Jobs;
using KubeTask.Core.Outcomes;
using KubeTask.Core.Validation;

namespace KubeTask.Core.Tasks;

/// <summary>Reports in the condition Started why a pod can't start, until it can, and then that the agent runs.</summary>
internal static class TaskProgress
{
    /// <summary>
    /// The report that the agent has started, as the sender of the event observed; null if it didn't, or if more is to do.
    /// </summary>
    public static TaskDecision? Observed(TaskState state, DateTimeOffset now) =>
        state.Observed is { StartedPod: { } pod } observed
        && observed.IsAbout(state.Task)
        && StopRequest.Of(state.Task) == StopRequest.None
        && AttemptPods.ReportedStart(state.Task.Status) is null
            ? TaskWrites.Start(state, new TaskStatusWriter(state.Task, now).RunsIn(null, pod), pod)
            : null;

    /// <summary>
    /// The report that the agent has started, without a look at the Job; null if the Job must be looked at. A pod of a former Task of this
    /// name is older than the start.
    /// </summary>
    public static TaskDecision? Started(TaskState state, ImmutableArray<V1Pod> pods, DateTimeOffset now) =>
        StopRequest.Of(state.Task) == StopRequest.None
        && AttemptPods.ReportedStart(state.Task.Status) is null
        && pods is [{ Metadata.DeletionTimestamp: null } pod]
        && AgentContainer.Runs(pod)
        && pod.Metadata.CreationTimestamp >= state.Task.Status!.StartTime
            ? Start(state, new TaskStatusWriter(state.Task, now), null, pod)
            : null;

    public static TaskDecision Decide(TaskState state, V1Job job, V1Pod? pod, DateTimeOffset now)
    {
        var writer = new TaskStatusWriter(state.Task, now);
        if (pod is not null && AgentContainer.Runs(pod))
        {
            return AttemptPods.ReportedStart(state.Task.Status) is null ? Start(state, writer, job, pod) : TaskDecision.Nothing;
        }

        string? reported = Reported(state.Task);
        if ((pod is null ? PodRefusal.Of(job) : PodTrouble.Of(pod)) is not { } trouble || trouble.At > now)
            return reported is null ? TaskDecision.Nothing : TaskWrites.Write(state, writer.Run(job));
        return trouble.Reason == reported ? TaskDecision.Nothing : ReportTrouble(state, writer, job, pod, trouble);
    }

    /// <summary>The report of why the agent hasn't started by its deadline, if the status has none.</summary>
    public static TaskDecision AtDeadline(TaskState state, V1Job job, V1Pod? pod, DateTimeOffset now) =>
        AttemptPods.ReportedStart(state.Task.Status) is null
        && Reported(state.Task) is null
        && (pod is null || !AgentContainer.HasStarted(pod))
        && (pod is null ? PodRefusal.Of(job) : PodTrouble.Of(pod)) is { } trouble
            ? ReportTrouble(state, new TaskStatusWriter(state.Task, now), job, pod, trouble)
            : TaskDecision.Nothing;

    private static TaskDecision Start(TaskState state, TaskStatusWriter writer, V1Job? job, V1Pod pod) =>
        TaskWrites.Start(state, writer.RunsIn(job, pod.Metadata.Name, FetchEnd.Contexts(pod)), pod.Metadata.Name);

    /// <summary>The trouble that the status reports, if any.</summary>
    private static string? Reported(V1Alpha1Task task) =>
        Conditions.Find(task.Status?.Conditions, ConditionType.Started) is { Status: Conditions.False } started ? started.Reason : null;

    private static TaskDecision ReportTrouble(TaskState state, TaskStatusWriter writer, V1Job job, V1Pod? pod, PodTrouble trouble)
    {
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
