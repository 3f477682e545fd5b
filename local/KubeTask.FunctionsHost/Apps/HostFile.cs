namespace KubeTask.FunctionsHost.Apps;

/// <summary>What this host needs of host.json.</summary>
internal sealed record HostFile
{
    public const string Name = "host.json";

    public HandlerSection? CustomHandler { get; init; }

    public ExtensionsSection? Extensions { get; init; }

    public string RoutePrefix => Extensions?.Http?.RoutePrefix ?? "api";

    internal sealed record ExtensionsSection(HttpSection? Http);

    internal sealed record HttpSection(string? RoutePrefix);

    internal sealed record HandlerSection
    {
        public ProgramSection? Description { get; init; }

        /// <summary>The whole request goes to the handler and the whole answer back, each in one piece.</summary>
        public bool EnableForwardingHttpRequest { get; init; }

        /// <summary>Request and answer are streamed. It wins over forwarding. Hosts before 2025 don't know it.</summary>
        public bool EnableProxyingHttpRequest { get; init; }
    }

    internal sealed record ProgramSection(string? DefaultExecutablePath, IReadOnlyList<string>? Arguments);
}
