using KubeTask.Core.Api;
using KubeTask.Core.Jobs;
using KubeTask.Core.Names;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Tasks;

/// <summary>Writes that report the progress of a Task: its status, together with the Event of the step.</summary>
internal static class TaskWrites
{
    /// <summary>How many Git Contexts an Event names. The message of an Event holds 1,024 characters.</summary>
    private const int NamedContexts = 5;

    /// <summary>Something is missing: the Task stays Pending, and the status says what it waits for.</summary>
    public static TaskDecision Wait(TaskState state, TaskStatusWriter writer, Problem problem) =>
        Report(state, writer.Wait(problem), TaskStep.Warning, problem.Reason, problem.Message);

    /// <summary>The Task has ended.</summary>
    public static TaskDecision End(TaskState state, V1Alpha1TaskStatus status) =>
        status.Phase == TaskPhase.Failed ? Report(state, status, TaskStep.Warning, "Failed", status.Message!)
        : Conditions.IsTrue(status.Conditions, ConditionType.Stopped) ? Report(state, status, TaskStep.Normal, "Stopped", status.Message!)
        : Report(state, status, TaskStep.Normal, "Completed", status.Message!);

    /// <summary>The agent's container runs.</summary>
    /// <param name="state">The Task.</param>
    /// <param name="status">The status that says so.</param>
    /// <param name="pod">The pod's name.</param>
    public static TaskDecision Start(TaskState state, V1Alpha1TaskStatus status, string pod) =>
        Statuses.Same(state.Task.Status, status, ApiJson.Default.V1Alpha1TaskStatus)
            ? TaskDecision.Nothing
            : TaskDecision.Do([new TaskAction.WriteStatus(status), .. StartEvents(state, pod, status.Contexts)]);

    /// <summary>Adds the Event of the agent's start to the report of its end, if the status hasn't reported the start.</summary>
    public static TaskDecision WithStart(TaskDecision end, TaskState state, PodOutcome pod) =>
        pod is { AgentStarted: true, PodName: { } name } && !end.IsNothing && AttemptPods.ReportedStart(state.Task.Status) is null
            ? end with
            {
                Actions = end.Actions.AddRange(StartEvents(state, name, pod.Contexts)),
            }
            : end;

    /// <summary>Writes the status, without an Event, if it says something new.</summary>
    public static TaskDecision Write(TaskState state, V1Alpha1TaskStatus status) =>
        Statuses.Same(state.Task.Status, status, ApiJson.Default.V1Alpha1TaskStatus)
            ? TaskDecision.Nothing
            : TaskDecision.Do(new TaskAction.WriteStatus(status));

    /// <summary>Writes the status if it says something new. An equal status would only wake everyone who watches.</summary>
    public static TaskDecision Report(TaskState state, V1Alpha1TaskStatus status, string type, string reason, string message) =>
        Statuses.Same(state.Task.Status, status, ApiJson.Default.V1Alpha1TaskStatus)
            ? TaskDecision.Nothing
            : TaskDecision.Do(new TaskAction.WriteStatus(status), Event(state, type, reason, message));

    private static IEnumerable<TaskAction> StartEvents(TaskState state, string pod, IReadOnlyList<FetchedContext>? contexts)
    {
        if (contexts is not null)
            yield return Event(state, TaskStep.Normal, "ContextsFetched", Fetched(contexts));
        yield return Event(state, TaskStep.Normal, "Started", $"the agent started in pod {pod}");
    }

    private static string Fetched(IReadOnlyList<FetchedContext> contexts)
    {
        IEnumerable<string> named = contexts.Take(NamedContexts).Select(c => $"{c.Namespace}/{c.Name} at commit {c.Commit}");
        string more = contexts.Count > NamedContexts ? $", and {contexts.Count - NamedContexts} more (see status.contexts)" : "";
        return $"fetched {(contexts.Count == 1 ? "Context" : "Contexts")} {string.Join(", ", named)}{more}";
    }

    private static TaskAction.RecordEvent Event(TaskState state, string type, string reason, string message) =>
        new(ResourceNames.Event(state.Key.Name, state.Task.Metadata.Uid, reason, message), type, reason, message);
}

/// <summary>The types of Events.</summary>
internal static class TaskStep
{
    public const string Normal = "Normal";
    public const string Warning = "Warning";
}
