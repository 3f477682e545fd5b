using System.Collections.Immutable;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Tasks;

/// <summary>
/// What to do next about a Task: look at more objects, or write, or (both empty) nothing. After either, decide again with what came of it.
/// </summary>
/// <param name="Needs">Objects to look up first, all at once.</param>
/// <param name="Actions">Writes, all at once.</param>
public sealed record TaskDecision(ImmutableArray<Need> Needs, ImmutableArray<TaskAction> Actions)
{
    public static TaskDecision Nothing { get; } = new([], []);

    public bool IsNothing => Needs.IsEmpty && Actions.IsEmpty;

    public static TaskDecision See(IEnumerable<Need> needs) => new([.. needs], []);

    public static TaskDecision Do(params ReadOnlySpan<TaskAction> actions) => new([], [.. actions]);
}
