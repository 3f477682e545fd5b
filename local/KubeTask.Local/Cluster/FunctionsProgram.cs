using System.Collections.Immutable;

namespace KubeTask.Local.Cluster;

/// <summary>How the functions are started: by themselves, or by the stand-in for the Azure Functions host.</summary>
/// <param name="Command">The program. It takes requests on the port in FUNCTIONS_CUSTOMHANDLER_PORT.</param>
/// <param name="Arguments">Its arguments. It ends with its standard input.</param>
public sealed record FunctionsProgram(string Command, ImmutableArray<string> Arguments)
{
    /// <summary>The functions as one process, with no Functions host.</summary>
    public const string Standalone = "standalone";

    /// <summary>The same process as the custom handler of a Functions host.</summary>
    public const string Custom = "custom";

    /// <summary>The functions as an isolated worker of a Functions host.</summary>
    public const string Worker = "worker";

    public static IReadOnlyList<string> Runtimes { get; } = [Standalone, Custom, Worker];

    private const string WithStdin = "--exit-with-stdin";

    /// <param name="layout">Where the parts are.</param>
    /// <param name="runtime">One of <see cref="Runtimes"/>.</param>
    /// <exception cref="InvalidOperationException">There is no such runtime, or it isn't built.</exception>
    public static FunctionsProgram Of(RepositoryLayout layout, string runtime) =>
        runtime switch
        {
            Standalone => new FunctionsProgram(layout.Functions, [WithStdin]),
            Custom => BehindHost(layout, layout.Functions),
            Worker => BehindHost(layout, layout.FunctionsWorker),
            _ => throw new InvalidOperationException($"runtime: there is no \"{runtime}\"; write one of {string.Join(", ", Runtimes)}"),
        };

    /// <param name="layout">Where the parts are.</param>
    /// <param name="program">A file in the folder of the function app.</param>
    private static FunctionsProgram BehindHost(RepositoryLayout layout, string program) =>
        new(layout.FunctionsHost, ["--app", Path.GetDirectoryName(program)!, WithStdin]);
}
