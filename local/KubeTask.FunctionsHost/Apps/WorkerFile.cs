namespace KubeTask.FunctionsHost.Apps;

/// <summary>What this host needs of worker.config.json.</summary>
internal sealed record WorkerFile(WorkerFile.DescriptionSection? Description)
{
    public const string Name = "worker.config.json";

    internal sealed record DescriptionSection(
        string? Language,
        string? DefaultExecutablePath,
        string? DefaultWorkerPath,
        IReadOnlyList<string>? Arguments
    );
}
