using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Core.Events;
using KubeTask.Core.Tasks;
using KubeTask.Kubernetes.Reconciling;

namespace KubeTask.Kubernetes.Tasks;

/// <summary>What an event says about a Task: facts, and objects as the sender observed them.</summary>
/// <param name="Facts">What the sender observed of the Task's attempt, or null.</param>
/// <param name="Data">Objects as the sender observed them, or null.</param>
/// <param name="SurplusUid">The uid of the Task, if the sender observed it to be one ended Task too many; otherwise null.</param>
public sealed record TaskDelivery(TaskObservation? Facts, EventData? Data = null, string? SurplusUid = null)
{
    /// <summary>An event that says nothing but which Task it is about.</summary>
    public static TaskDelivery Nothing { get; } = new(null as TaskObservation);

    /// <summary>What the event says.</summary>
    public static TaskDelivery Of(KubeTaskEvent cloudEvent) => new(cloudEvent.Observed, cloudEvent.Data, cloudEvent.Surplus);

    /// <summary>The state to decide on without a read; null if the event doesn't carry the Task.</summary>
    /// <param name="key">The Task's key. Another Task in the event doesn't count.</param>
    /// <param name="releaseNamespace">The namespace of the fallback KubeTaskConfig.</param>
    /// <param name="initImage">The image of the init container that fetches Git Contexts, where no KubeTaskConfig names one.</param>
    public TaskState? State(ObjectKey key, string releaseNamespace, string initImage)
    {
        if (ObservedObject.Read(Data?.Task, ApiJson.Default.V1Alpha1Task) is not { } task || ObservedObject.KeyOf(task.Metadata) != key)
            return null;
        return new TaskState
        {
            Task = task,
            ReleaseNamespace = releaseNamespace,
            InitImage = initImage,
            Observed = Facts,
            SurplusUid = SurplusUid,
            Seen = Data!.Seen,
            SeenPods = [.. Data.Pods ?? []],
            EndedPod = ObservedObject.Read(Data.EndedPod, ApiJson.Default.V1Pod),
        };
    }
}
