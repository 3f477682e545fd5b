namespace KubeTask.Core.Events;

/// <summary>
/// What the sender of an event observed of an attempt. These facts stay true once they are, so an observation may be late or repeated. One
/// about another attempt, or about a former Task of the name, is ignored (docs/adr/0020).
/// </summary>
/// <param name="TaskUid">The Task's uid.</param>
/// <param name="Job">The name of the attempt's Job.</param>
/// <param name="StartedPod">The pod in which the agent has started; null if that wasn't observed.</param>
/// <param name="EndedJobUid">The Job's uid, if the Job has ended; otherwise null.</param>
public sealed record TaskObservation(string TaskUid, string Job, string? StartedPod, string? EndedJobUid)
{
    /// <summary>Whether the Job's only pod was lost before the agent started.</summary>
    public bool LostBeforeStart { get; init; }
}
