using System.Collections.Immutable;

namespace KubeTask.Core.Cron;

/// <summary>What to do next about a CronTask: look at Tasks, or write, or (all empty) nothing. After either, decide again with what came of it.</summary>
/// <param name="NeedsAllTasks">Whether all its Tasks are to be listed first.</param>
/// <param name="Needs">Names of Tasks to look up first, all at once.</param>
/// <param name="Actions">Writes, all at once.</param>
/// <param name="ComeAgain">Whether it must wait for something that no event tells: come again in a while.</param>
public sealed record CronTaskDecision(
    bool NeedsAllTasks,
    ImmutableArray<string> Needs,
    ImmutableArray<CronTaskAction> Actions,
    bool ComeAgain = false
)
{
    public static CronTaskDecision Nothing { get; } = new(false, [], []);

    public static CronTaskDecision Later { get; } = new(false, [], [], true);

    public static CronTaskDecision SeeAll { get; } = new(true, [], []);

    public bool IsNothing => !NeedsAllTasks && Needs.IsEmpty && Actions.IsEmpty;

    public static CronTaskDecision See(IEnumerable<string> names) => new(false, [.. names], []);

    public static CronTaskDecision Do(IEnumerable<CronTaskAction> actions) => new(false, [], [.. actions]);
}
