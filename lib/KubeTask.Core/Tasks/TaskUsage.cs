using KubeTask.Core.Agents;
using KubeTask.Core.Api;
using KubeTask.Core.Names;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Tasks;

/// <summary>
/// Adds what a Task that has ended has used to its Agent's day, once. First the Agent is written, with the sum and the Task's uid; then
/// the Task is marked; a later write drops the uid (docs/adr/0022).
/// </summary>
public static class TaskUsage
{
    /// <summary>Whether the usage of the Task is to be counted, or the Task to be marked.</summary>
    public static bool IsDue(V1Alpha1Task task) =>
        task.Status is { } status && IsDue(status.Phase, status.Usage is not null, status.UsageCounted == true);

    /// <inheritdoc cref="IsDue(V1Alpha1Task)"/>
    public static bool IsDue(string? phase, bool hasUsage, bool counted) => TaskPhase.IsTerminal(phase) && hasUsage && !counted;

    /// <summary>What to do about it, or null if there is nothing to do.</summary>
    internal static TaskDecision? Decide(TaskState state, DateTimeOffset now)
    {
        V1Alpha1Task task = state.Task;
        if (!IsDue(task))
            return null;
        var need = new Need.CurrentAgent(new ObjectKey(state.Key.Namespace, task.Status!.Agent?.Name ?? ResourceNames.AgentOf(task)));
        V1Alpha1Agent? agent = null;
        if (!state.Unreadable.ContainsKey(need) && !state.Agents.TryGetValue(need.Key, out agent))
            return TaskDecision.See(need);
        // Nothing can be added to an Agent that is gone or can't be read.
        if (agent is null || UsageLedger.Has(agent, task))
            return TaskDecision.Do(new TaskAction.WriteStatus(task.Status with { UsageCounted = true }));

        // The Task is read after the Agent. If it isn't marked by then, its uid was in the list at the time of the Agent's reading, or it
        // hasn't been counted, or the Agent has changed since and the write fails.
        CountedTask own = new() { Uid = task.Metadata.Uid, Task = task.Metadata.Name };
        CountedTask[] listed = [.. UsageLedger.ToLookAt(agent)];
        Need[] unread =
        [
            .. listed
                .Append(own)
                .Select(c => new ObjectKey(state.Key.Namespace, c.Task))
                .Distinct()
                .Where(k => !state.CountedTasks.ContainsKey(k))
                .Select(k => new Need.CountedTask(k)),
        ];
        if (unread.Length > 0)
            return TaskDecision.See(unread);
        if (IsDone(state, own))
            return TaskDecision.Nothing;
        HashSet<string> done = [.. listed.Where(c => IsDone(state, c)).Select(c => c.Uid)];
        return UsageLedger.Add(agent, task, done, now) is { } status
            ? TaskDecision.Do(new TaskAction.CountUsage(need.Key, status))
            : TaskDecision.Later;
    }

    /// <summary>Whether the Task is marked or gone.</summary>
    private static bool IsDone(TaskState state, CountedTask counted) =>
        state.CountedTasks[new ObjectKey(state.Key.Namespace, counted.Task)] is not { } task
        || task.Metadata.Uid != counted.Uid
        || task.Status?.UsageCounted == true;
}
