using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace KubeTask.Core.Outcomes;

/// <summary>
/// What to do next about an object: read more, or write, or (both empty) nothing. After either, decide again with the results.
/// </summary>
/// <param name="Needs">What to read first, all at once.</param>
/// <param name="Actions">Writes, all at once.</param>
/// <param name="Requeue">Whether the object waits for something that no event announces: reconcile it again in a while.</param>
[SuppressMessage("Design", "CA1000", Justification = "Each decider has an alias for its decision, so nobody writes the type arguments.")]
public sealed record Decision<TNeed, TAction>(ImmutableArray<TNeed> Needs, ImmutableArray<TAction> Actions, bool Requeue = false)
{
    public static Decision<TNeed, TAction> Nothing { get; } = new([], []);

    /// <summary>Nothing now, but something later.</summary>
    public static Decision<TNeed, TAction> Later { get; } = new([], [], Requeue: true);

    public bool IsNothing => Needs.IsEmpty && Actions.IsEmpty;

    public static Decision<TNeed, TAction> See(params IEnumerable<TNeed> needs) => new([.. needs], []);

    public static Decision<TNeed, TAction> Do(params IEnumerable<TAction> actions) => new([], [.. actions]);
}
