namespace KubeTask.Core.Events;

/// <summary>
/// An event of a batch that must be redelivered. The response to a batch is an array of such events, or has no body if all are done
/// (docs/adr/0016).
/// </summary>
/// <param name="Subject">The event's subject.</param>
/// <param name="Why">What the response to this event alone would have said.</param>
public sealed record UndoneEvent(string Subject, string Why);
