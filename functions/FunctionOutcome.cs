namespace KubeTask.Functions;

/// <summary>What a function came to; the host says it in its own way.</summary>
/// <param name="Kind">The kind of outcome.</param>
/// <param name="Error">With <see cref="OutcomeKind.BadEvent"/>, the field, what is wrong and what to write.</param>
public sealed record FunctionOutcome(OutcomeKind Kind, string? Error = null)
{
    public static FunctionOutcome Done { get; } = new(OutcomeKind.Done);
    public static FunctionOutcome Again { get; } = new(OutcomeKind.Again);

    public static FunctionOutcome BadEvent(string error) => new(OutcomeKind.BadEvent, error);
}

/// <summary>The kinds of outcome of a function.</summary>
public enum OutcomeKind
{
    /// <summary>Nothing is left to do for now.</summary>
    Done,

    /// <summary>Come again: others were at work on the same object.</summary>
    Again,

    /// <summary>The event makes no sense, and won't when repeated.</summary>
    BadEvent,
}
