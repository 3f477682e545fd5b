namespace KubeTask.Functions;

/// <summary>What came of a function's run. Each host answers with it in its own way.</summary>
/// <param name="Kind">The kind of outcome.</param>
/// <param name="Error">With <see cref="OutcomeKind.BadEvent"/>: the field, what is wrong with it, and what to write.</param>
public sealed record FunctionOutcome(OutcomeKind Kind, string? Error = null)
{
    public static FunctionOutcome Done { get; } = new(OutcomeKind.Done);
    public static FunctionOutcome Requeue { get; } = new(OutcomeKind.Requeue);

    public static FunctionOutcome BadEvent(string error) => new(OutcomeKind.BadEvent, error);
}

/// <summary>The kinds of outcome of a function.</summary>
public enum OutcomeKind
{
    /// <summary>Nothing is left to do for now.</summary>
    Done,

    /// <summary>Others were writing the same object: the event must be delivered again.</summary>
    Requeue,

    /// <summary>The event makes no sense, and won't when it is repeated.</summary>
    BadEvent,
}
