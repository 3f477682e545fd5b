using System.Collections.Immutable;
using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Slots;

/// <summary>The status of a Task that waits for a slot of its Agent.</summary>
public static class QueuedStatus
{
    /// <summary>The Task's next status. Reason and message come from <see cref="AgentLedger.Waiting"/>.</summary>
    public static V1Alpha1TaskStatus Of(V1Alpha1Task task, string reason, string message, DateTimeOffset now)
    {
        var writer = new TaskConditions(task, now);
        ImmutableList<V1Condition> conditions = writer.Resolved();
        conditions = writer.Set(conditions, ConditionType.Queued, true, reason, message);
        conditions = writer.Set(conditions, ConditionType.Ready, false, reason, message);
        conditions = writer.Set(conditions, ConditionType.Reconciling, true, reason, message);
        return (task.Status ?? new V1Alpha1TaskStatus()) with
        {
            Phase = TaskPhase.Queued,
            ObservedGeneration = task.Metadata.Generation,
            NextAttemptTime = null,
            Message = message,
            Conditions = conditions,
        };
    }
}
