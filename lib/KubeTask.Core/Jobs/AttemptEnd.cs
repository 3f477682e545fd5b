using k8s.Models;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Jobs;

/// <summary>How an attempt failed. It decides whether another attempt may follow.</summary>
public enum AttemptEnd
{
    /// <summary>No pod says anything.</summary>
    Unknown,

    /// <summary>The agent failed, or exceeded its deadline.</summary>
    Failed,

    /// <summary>The agent lost its pod: deleted, evicted, preempted, or lost with its node.</summary>
    Disrupted,

    /// <summary>As <see cref="Disrupted"/>, but before the agent's container started: nothing has been done yet.</summary>
    NeverStarted,
}

/// <summary>Determines how an attempt ended from its pod.</summary>
public static class AttemptEndRules
{
    extension(AttemptEnd)
    {
        /// <summary>How the attempt of a pod that failed ended.</summary>
        public static AttemptEnd Of(V1Pod pod)
        {
            if (pod.Status?.Reason == TaskReason.DeadlineExceeded || PodInterruption.EndedBefore(pod))
                return AttemptEnd.Failed;
            if (!PodInterruption.IsTaken(pod))
                return AttemptEnd.Failed;
            return AgentContainer.HasStarted(pod) ? AttemptEnd.Disrupted : AttemptEnd.NeverStarted;
        }
    }
}
