using KubeTask.Core.Api;
using KubeTask.Core.Names;
using KubeTask.Core.Outcomes;
using KubeTask.Core.Slots;

namespace KubeTask.Core.Tasks;

/// <summary>Lets a Task start, or queues it if its Agent has limits and no free slot.</summary>
internal static class TaskAdmission
{
    /// <summary>What must be done before the Task may start; null if it may start.</summary>
    public static TaskDecision? Decide(TaskState state, DateTimeOffset now)
    {
        V1Alpha1Task task = state.Task;
        string name = ResourceNames.AgentOf(task);
        var key = new ObjectKey(state.Key.Namespace, name);
        if (state.Agents.GetValueOrDefault(key) is not { } agent || !AgentLedger.IsLimited(agent.Spec) || AgentLedger.Holds(agent, task))
        {
            return null;
        }

        // The queue finds Tasks by this label, so set it first. If the process crashes after it, the label is already there.
        if (task.Metadata.Labels?.TryGetValue(Labels.Agent, out string? labeled) != true || labeled != ResourceNames.LabelValue(name))
            return TaskDecision.Do(new TaskAction.LabelAgent(ResourceNames.LabelValue(name)));
        if (AgentLedger.Take(agent, task, now) is { } taken)
            return TaskDecision.Do(new TaskAction.TakeSlot(key, taken));

        // An earlier try created the Job, which runs already: the Agent had no limit then.
        var job = new ObjectKey(state.Key.Namespace, TaskAttempts.Job(task));
        if (!state.Jobs.TryGetValue(job, out k8s.Models.V1Job? made))
            return TaskDecision.See(new Need.Job(job));
        if (made is not null)
            return null;
        if (task.Status?.Phase == TaskPhase.Queued)
            return TaskDecision.Nothing;
        (string reason, string message) = AgentLedger.Waiting(agent, (agent.Status?.Queued ?? 0) + 1, now);
        return TaskWrites.Report(state, QueuedStatus.Of(task, reason, message, now), TaskStep.Normal, "Queued", message);
    }
}
