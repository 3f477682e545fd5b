using System.Text.Json.Serialization;

namespace KubeTask.Core.Events;

/// <summary>
/// What the scaler tells the functions: a CloudEvent 1.0 in structured JSON. It carries a kind and a key, never state, so an
/// event that is late, doubled, reordered or lost does no harm (docs/adr/0002).
/// </summary>
public sealed record KubeTaskEvent
{
    /// <summary>The media type of an event's body.</summary>
    public const string MediaType = "application/cloudevents+json";

    /// <summary>The media type of a body with an array of events, by CloudEvents' JSON batch format.</summary>
    public const string BatchMediaType = "application/cloudevents-batch+json";

    [JsonPropertyName("specversion")]
    public string SpecVersion { get; init; } = "1.0";

    /// <summary>Tells deliveries apart in logs; a repeat of the same delivery has the same id.</summary>
    public required string Id { get; init; }

    /// <summary>One of <see cref="EventType"/>.</summary>
    public required string Type { get; init; }

    /// <summary>Who noticed, such as <c>/kubetask/scaler</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The object's key: <c>namespace/name</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>When it was noticed.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>The name of the Task that a Job belongs to (extension attribute); absent where the subject is the Task.</summary>
    public string? Task { get; init; }

    /// <summary>
    /// How many CronTasks were due and had not been looked at when the event of one was sent (extension attribute); absent for none. A hint about the order of the work, never
    /// state: whoever gets a wrong number does the same, sooner or later.
    /// </summary>
    public int? Backlog { get; init; }

    /// <summary>
    /// With <see cref="Backlog"/>, the CronTask's resourceVersion as the sender saw it (extension attribute): what is read must not be older. Absent where it isn't known.
    /// </summary>
    [JsonPropertyName("resourceversion")]
    public string? ResourceVersion { get; init; }

    /// <summary>The subject as a key, or null with the reason why it is none.</summary>
    public (ObjectKey? Key, string? Error) ParseSubject() => ObjectKey.Parse(Subject, "subject");
}
