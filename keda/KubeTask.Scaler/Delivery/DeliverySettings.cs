namespace KubeTask.Scaler.Delivery;

/// <summary>How events go out. The defaults are for production; tests shorten them.</summary>
public sealed record DeliverySettings
{
    /// <summary>Where the functions are, such as <c>http://kubetask-functions</c>.</summary>
    public required Uri FunctionsUrl { get; init; }

    /// <summary>The file with the token that tells the functions who delivers; null where they don't ask.</summary>
    public string? TokenFile { get; init; }

    /// <summary>Deliveries at a time.</summary>
    public int Parallelism { get; init; } = 32;

    /// <summary>Events of a backlog of CronTasks in one delivery, at most.</summary>
    public int LargestBatch { get; init; } = 16;

    /// <summary>How long a function may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>While the functions sleep and there is work: how often it is looked whether they woke, at first and in the long run.</summary>
    public TimeSpan ProbeFirst { get; init; } = TimeSpan.FromMilliseconds(25);
    public TimeSpan ProbeCap { get; init; } = TimeSpan.FromMilliseconds(250);
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long deliveries under way may take to end when the process is told to stop.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(10);
}
