using System.Net;

namespace KubeTask.Scaler.Activator;

/// <summary>
/// Where submissions come in, and how many are held while the functions wake. The defaults are for production; tests shorten them.
/// </summary>
public sealed record ActivatorSettings
{
    public required IPAddress Listen { get; init; }

    /// <summary>The port; 0 for any that is free.</summary>
    public required int Port { get; init; }

    public required Uri FunctionsUrl { get; init; }

    /// <summary>How many requests are held at a time.</summary>
    public int MostHeld { get; init; } = 1000;

    /// <summary>
    /// How many bytes of body all held requests together may announce. The bodies themselves stay with their senders until they are
    /// forwarded.
    /// </summary>
    public long MostHeldBytes { get; init; } = 64 << 20;

    /// <summary>How long a request is held.</summary>
    public TimeSpan HoldFor { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The largest body; the functions have the same limit.</summary>
    public long LargestBody { get; init; } = 1 << 20;

    /// <summary>How many connections may be open at a time; one more is closed at once.</summary>
    public long MostConnections { get; init; } = 4000;

    /// <summary>How long the headers of a request may take.</summary>
    public TimeSpan HeadersWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection without a request stays open.</summary>
    public TimeSpan IdleFor { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often the functions are probed while requests are held, at first and in the long run.</summary>
    public TimeSpan ProbeFirst { get; init; } = TimeSpan.FromMilliseconds(20);
    public TimeSpan ProbeCap { get; init; } = TimeSpan.FromMilliseconds(200);
}
