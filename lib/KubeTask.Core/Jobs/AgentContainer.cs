using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Jobs;

/// <summary>What a pod's status says about the container that runs the agent.</summary>
public static class AgentContainer
{
    /// <summary>
    /// The reason that the kubelet gives a container of a deleted pod when it has no such container. It never started, unless the message
    /// says that it used to run.
    /// </summary>
    private const string StatusUnknown = "ContainerStatusUnknown";
    private const string UsedToRun = "used to be Running";

    /// <summary>The status of the agent's container, or null if the pod has none yet.</summary>
    public static V1ContainerStatus? StatusOf(V1Pod pod) =>
        pod.Status?.ContainerStatuses?.FirstOrDefault(c => c.Name == KubeTaskApi.AgentContainer);

    /// <summary>How the container ended, or null if it hasn't ended.</summary>
    public static V1ContainerStateTerminated? EndOf(V1Pod pod) => StatusOf(pod)?.State?.Terminated;

    /// <summary>Whether the container runs now.</summary>
    public static bool Runs(V1Pod pod) => StatusOf(pod)?.State?.Running is not null;

    /// <summary>Whether the container runs or has run.</summary>
    public static bool HasStarted(V1Pod pod)
    {
        V1ContainerStatus? agent = StatusOf(pod);
        return HasRun(agent?.State?.Terminated)
            || agent?.State?.Running is not null
            || HasRun(agent?.LastState?.Terminated)
            || agent?.Started == true;
    }

    /// <summary>Whether the agent has ended while another container of the pod still runs, such as an injected proxy.</summary>
    public static bool EndedBeforeOthers(V1Pod pod) =>
        MayRun(pod)
        && EndOf(pod) is not null
        && pod.Status!.ContainerStatuses.Any(c => c.Name != KubeTaskApi.AgentContainer && c.State?.Terminated is null);

    /// <summary>Whether a container of the pod may still run.</summary>
    public static bool MayRun(V1Pod pod) => pod.Status?.Phase is "Pending" or "Running" or "Unknown";

    /// <summary>
    /// Whether the kubelet has failed the pod, and its status still shows the agent running. A kubelet before 1.22 fails a pod past its
    /// deadline first, then ends its containers, and may never write how they ended.
    /// </summary>
    public static bool EndIsUnwritten(V1Pod pod) => pod.Status?.Reason == TaskReason.DeadlineExceeded && Runs(pod);

    private static bool HasRun(V1ContainerStateTerminated? end) =>
        end is not null
        && (end.Reason != StatusUnknown || end.StartedAt is not null || end.Message?.Contains(UsedToRun, StringComparison.Ordinal) == true);
}
