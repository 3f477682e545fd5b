namespace KubeTask.Core.Events;

/// <summary>An event of a batch that must be delivered again. The answer to a batch is an array of them; it has no body where all are done (docs/adr/0016).</summary>
/// <param name="Subject">The event's subject.</param>
/// <param name="Why">What the answer to it alone would have said.</param>
public sealed record UndoneEvent(string Subject, string Why);
