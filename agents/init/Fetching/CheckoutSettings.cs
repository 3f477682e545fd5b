namespace KubeTask.Init.Fetching;

/// <summary>How to check a Context out.</summary>
/// <param name="Place">Where its files go.</param>
/// <param name="Path">The names of the path in the repository; none for all of it.</param>
/// <param name="Depth">How many commits of submodules to fetch; 0 for all.</param>
internal sealed record CheckoutSettings(string Place, IReadOnlyList<string> Path, int Depth, bool RecurseSubmodules)
{
    /// <summary>Whether the agent gets <c>.git</c>.</summary>
    public bool KeepsRepository { get; } = Path.Count == 0;

    /// <summary>For a submodule: all of it, with <c>.git</c> if its parent has one.</summary>
    public CheckoutSettings AllAt(string place) => this with { Place = place, Path = [] };
}
