namespace KubeTask.Local.Keda;

/// <summary>
/// The settings of a ScaledObject and its trigger, with defaults short enough to watch. KEDA's own are 30 s, 300 s and 100.
/// </summary>
public sealed record KedaSettings
{
    /// <summary>The external scaler, such as <c>http://127.0.0.1:9090</c>.</summary>
    public required Uri ScalerAddress { get; init; }

    /// <summary>The ScaledObject's name and namespace, which the scaler gets.</summary>
    public string Name { get; init; } = "kubetask-functions";
    public string Namespace { get; init; } = "kubetask-system";

    /// <summary>The trigger's settings, such as <c>targetSize</c>.</summary>
    public IReadOnlyDictionary<string, string> ScalerMetadata { get; init; } = new Dictionary<string, string>();

    public TimeSpan PollingInterval { get; init; } = TimeSpan.FromSeconds(2);
    public TimeSpan CooldownPeriod { get; init; } = TimeSpan.FromSeconds(5);
    public int MaxReplicas { get; init; } = 3;

    /// <summary>
    /// The wait before the stream is opened again doubles from here up to the cap (KEDA: 2 to 60 s) and starts anew only after a clean end.
    /// </summary>
    public TimeSpan ReconnectBase { get; init; } = TimeSpan.FromSeconds(1);
    public TimeSpan ReconnectCap { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long one call may take; the stream has no limit.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
