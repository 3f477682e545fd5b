namespace PocketKube.Node.Sandboxes;

/// <summary>Starts the processes of containers.</summary>
internal interface ISandbox
{
    /// <summary>What a user should know about its weakness; null when there is nothing to say.</summary>
    string? Warning { get; }

    /// <exception cref="SandboxException">The process could not be started.</exception>
    Task<ContainerProcess> StartAsync(ContainerLaunch launch, CancellationToken cancellationToken);
}
