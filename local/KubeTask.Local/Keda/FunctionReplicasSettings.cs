using System.Collections.Immutable;

namespace KubeTask.Local.Keda;

/// <summary>How a replica of the functions is run.</summary>
public sealed record FunctionReplicasSettings
{
    /// <summary>
    /// The program. Its standard input stays open as long as this process lives; give it <c>--exit-with-stdin</c> so that it ends with it.
    /// </summary>
    public required string Command { get; init; }
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>Environment beside the port (<see cref="PortVariable"/>), such as KUBECONFIG for the functions' own user.</summary>
    public ImmutableDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Where the output of each replica goes, as <c>functions-N.log</c>; null for the log alone.</summary>
    public string? LogDirectory { get; init; }

    public TimeSpan ReadyWithin { get; init; } = TimeSpan.FromSeconds(30);
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Between SIGTERM and SIGKILL.</summary>
    public TimeSpan GracePeriod { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The wait before a replica that ended by itself is started again; doubles up to the cap while it keeps ending.</summary>
    public TimeSpan RestartBase { get; init; } = TimeSpan.FromMilliseconds(200);
    public TimeSpan RestartCap { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The variable in which the Azure Functions host passes a custom handler its port.</summary>
    public const string PortVariable = "FUNCTIONS_CUSTOMHANDLER_PORT";
}
