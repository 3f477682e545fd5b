namespace KubeTask.Scaler.Index;

/// <summary>Requests over HTTP as work: KEDA hears of them as it hears of Tasks, by the trigger's setting <c>workload: http</c> (or <c>all</c>).</summary>
public interface IHttpDemand
{
    /// <summary>How many requests wait for the functions or are being answered.</summary>
    int Count { get; }

    /// <summary>Counts one request until what is returned is disposed of.</summary>
    IDisposable Enter();
}
