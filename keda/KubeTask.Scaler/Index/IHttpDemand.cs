namespace KubeTask.Scaler.Index;

/// <summary>
/// HTTP requests as work. KEDA scales on them as it does on Tasks, by the trigger's setting <c>workload: http</c> (or <c>all</c>).
/// </summary>
public interface IHttpDemand
{
    /// <summary>How many requests wait for the functions or are being answered.</summary>
    int Count { get; }

    /// <summary>Counts one request until the return value is disposed of.</summary>
    IDisposable Enter();
}
