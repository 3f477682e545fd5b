namespace KubeTask.Init.Reporting;

/// <summary>A repository can't be fetched, and a person has to know why.</summary>
/// <param name="reason">One of <see cref="Git.GitReason"/>.</param>
/// <param name="problem">What is wrong.</param>
/// <param name="advice">What to do.</param>
/// <param name="isPassing">Whether the next try may succeed.</param>
internal sealed class GitFault(string reason, string problem, string advice, bool isPassing = false, Exception? inner = null)
    : Exception($"{problem}; {advice}", inner)
{
    public string Reason { get; } = reason;

    public string Problem { get; } = problem;

    public bool IsPassing { get; } = isPassing;
}
