using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Jobs;

/// <summary>How an attempt failed. It decides whether another attempt may follow.</summary>
public enum AttemptEnd
{
    /// <summary>The pod is gone, so nothing is known.</summary>
    Unknown,

    /// <summary>The agent failed, or exceeded its deadline.</summary>
    Failed,

    /// <summary>The agent lost its pod: evicted, preempted, or lost with its node.</summary>
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
            if (pod.Status?.Reason == TaskReason.DeadlineExceeded)
                return AttemptEnd.Failed;
            // A pod without a reason failed because one of its containers did. The kubelet, a node shutdown, the scheduler and the pod
            // garbage collector give a reason.
            bool taken =
                !string.IsNullOrEmpty(pod.Status?.Reason)
                || pod.Status?.Conditions?.Any(c => c is { Type: "DisruptionTarget", Status: "True" }) == true;
            if (!taken)
                return AttemptEnd.Failed;
            return AgentStarted(pod) ? AttemptEnd.Disrupted : AttemptEnd.NeverStarted;
        }
    }

    /// <summary>Whether the agent's container has run.</summary>
    public static bool AgentStarted(V1Pod pod)
    {
        V1ContainerStatus? agent = pod.Status?.ContainerStatuses?.FirstOrDefault(c => c.Name == KubeTaskApi.AgentContainer);
        return agent?.State?.Terminated is not null
            || agent?.State?.Running is not null
            || agent?.LastState?.Terminated is not null
            || agent?.Started == true;
    }
}
