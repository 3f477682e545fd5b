namespace KubeTask.Scaler.Delivery;

/// <summary>How events are delivered. The defaults are for production; tests shorten them.</summary>
public sealed record DeliverySettings
{
    /// <summary>Where the functions are, such as <c>http://kubetask-functions</c>.</summary>
    public required Uri FunctionsUrl { get; init; }

    /// <summary>The file with the token that the functions check; null where they don't check one.</summary>
    public string? TokenFile { get; init; }

    /// <summary>How many deliveries run at a time.</summary>
    public int Parallelism { get; init; } = 32;

    /// <summary>The most events of a backlog of CronTasks in one delivery.</summary>
    public int LargestBatch { get; init; } = 16;

    /// <summary>How long a function may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The pause between probes while the functions sleep and there is work, at first and in the long run.</summary>
    public TimeSpan ProbeFirst { get; init; } = TimeSpan.FromMilliseconds(5);
    public TimeSpan ProbeCap { get; init; } = TimeSpan.FromMilliseconds(50);
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long deliveries in progress may take to end when the process stops.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(10);
}
