using System.Text.Json.Serialization;

namespace KubeTask.Core.Events;

/// <summary>
/// What the scaler delivers to the functions: a CloudEvent 1.0 in structured JSON. It carries a type, a key, facts that stay true
/// (docs/adr/ 0020), and in its data what the scaler has observed (docs/adr/0002). An event that is late, repeated, reordered or lost does
/// no harm.
/// </summary>
public sealed record KubeTaskEvent
{
    /// <summary>The media type of an event's body.</summary>
    public const string MediaType = "application/cloudevents+json";

    /// <summary>The media type of a body with an array of events, in CloudEvents' JSON batch format.</summary>
    public const string BatchMediaType = "application/cloudevents-batch+json";

    [JsonPropertyName("specversion")]
    public string SpecVersion { get; init; } = "1.0";

    /// <summary>Identifies a delivery in logs. A redelivery has the same id.</summary>
    public required string Id { get; init; }

    /// <summary>One of <see cref="EventType"/>.</summary>
    public required string Type { get; init; }

    /// <summary>Who observed it, such as <c>/kubetask/scaler</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The object's key: <c>namespace/name</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>When it was observed.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>The name of the Task that a Job belongs to (extension attribute). Absent if the subject is the Task.</summary>
    public string? Task { get; init; }

    /// <summary>
    /// The uid of the Task that <see cref="Job"/> belongs to (extension attribute). Absent if nothing was observed of a Job.
    /// </summary>
    [JsonPropertyName("taskuid")]
    public string? TaskUid { get; init; }

    /// <summary>The name of the Job that was observed (extension attribute).</summary>
    public string? Job { get; init; }

    /// <summary>The Job's uid, if it has ended (extension attribute).</summary>
    [JsonPropertyName("jobuid")]
    public string? JobUid { get; init; }

    /// <summary>The Job's pod in which the agent has started (extension attribute). Absent if that wasn't observed.</summary>
    public string? Pod { get; init; }

    /// <summary>
    /// Whether the Job's only pod was lost before the agent started (extension attribute). Absent if that wasn't observed.
    /// </summary>
    [JsonPropertyName("lostbeforestart")]
    public bool? LostBeforeStart { get; init; }

    /// <summary>
    /// How many CronTasks had work when this CronTask's event was sent (extension attribute). Absent if there were no others. It is a hint
    /// for the order of work, never state: a wrong number only changes when the same things happen.
    /// </summary>
    public int? Backlog { get; init; }

    /// <summary>
    /// The name of the Task of the CronTask's due time, if the sender observed that it exists (extension attribute). Absent if it didn't.
    /// </summary>
    public string? Created { get; init; }

    /// <summary>
    /// The CronTask's resourceVersion as the sender observed it (extension attribute). The functions must not work with an older version.
    /// Absent if it isn't known.
    /// </summary>
    [JsonPropertyName("resourceversion")]
    public string? ResourceVersion { get; init; }

    /// <summary>
    /// The uid of the Task if it has ended and is the oldest of more Tasks than its namespace retains (extension attribute). Absent if it
    /// isn't.
    /// </summary>
    public string? Surplus { get; init; }

    /// <summary>Objects as the sender observed them. Absent in a repeat: what led to it may be old.</summary>
    public EventData? Data { get; init; }

    /// <summary>What the sender observed of the Task's attempt, or null.</summary>
    [JsonIgnore]
    public TaskObservation? Observed
    {
        get =>
            TaskUid is { } task && Job is { } job
                ? new TaskObservation(task, job, Pod, JobUid) { LostBeforeStart = LostBeforeStart == true }
                : null;
        init =>
            (TaskUid, Job, Pod, JobUid, LostBeforeStart) = (
                value?.TaskUid,
                value?.Job,
                value?.StartedPod,
                value?.EndedJobUid,
                value?.LostBeforeStart == true ? true : null
            );
    }

    /// <summary>The event with its key alone: from a sender who isn't known, what it observed counts for nothing.</summary>
    public KubeTaskEvent WithoutObservations() => this with { Observed = null, Surplus = null, Created = null, Data = null };

    /// <summary>The subject as a key, or null and the error.</summary>
    public (ObjectKey? Key, string? Error) ParseSubject() => ObjectKey.Parse(Subject, "subject");
}
