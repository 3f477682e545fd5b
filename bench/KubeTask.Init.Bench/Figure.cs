namespace KubeTask.Init.Bench;

/// <summary>How one repository was fetched by both programs.</summary>
/// <param name="PackBytes">The size of the repository's pack.</param>
/// <param name="GitSeconds">The median of git clone --depth 1.</param>
/// <param name="InitSeconds">The median of kubetask-init.</param>
/// <param name="Ratio">The median of the ratios of runs that followed each other.</param>
/// <param name="GitPeakBytes">The largest resident set of git's processes.</param>
/// <param name="InitPeakBytes">The largest resident set of kubetask-init.</param>
internal sealed record Figure(
    string Repository,
    long PackBytes,
    double GitSeconds,
    double InitSeconds,
    double Ratio,
    long GitPeakBytes,
    long InitPeakBytes
);
