using System.Diagnostics.Metrics;
using KubeTask.Core.Events;
using KubeTask.Scaler.Index;
using KubeTask.Scaler.Index.Queue;
using KubeTask.Scaler.Leading;

namespace KubeTask.Scaler.Metrics;

/// <summary>
/// The scaler's own metrics. Labels have few values and never contain the name of a Task; those about usage name the Agent.
/// </summary>
internal sealed class ScalerMetrics
{
    public const string MeterName = "KubeTask.Scaler";
    private readonly Counter<long> _deliveries;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _wait;

    public ScalerMetrics(IMeterFactory meters, WorkIndex index, Leadership leadership)
    {
        Meter meter = meters.Create(MeterName);
        meter.CreateObservableUpDownCounter(
            "kubetask.work",
            () =>
                Enum.GetValues<WorkFilter>()
                    .Where(f => f != WorkFilter.All)
                    .Select(f => new Measurement<int>(index.Count(f), Tag("workload", f.ToString().ToLowerInvariant()))),
            "{event}",
            "Work that is due or being delivered, as it is reported to KEDA."
        );
        meter.CreateObservableUpDownCounter(
            "kubetask.leader",
            () => leadership.Leads ? 1 : 0,
            "{scaler}",
            "1 where this scaler is the one that delivers."
        );
        var usage = new UsageMetrics(meter);
        // Every scaler observes the ends. Only the one that delivers counts them, so that their sum is right.
        index.TaskEnded = task =>
        {
            if (leadership.Leads)
                usage.Count(task);
        };
        _deliveries = meter.CreateCounter<long>("kubetask.deliveries", "{event}", "Events that were delivered to functions, by outcome.");
        _duration = meter.CreateHistogram<double>("kubetask.delivery.duration", "s", "How long a function took.");
        _wait = meter.CreateHistogram<double>(
            "kubetask.delivery.wait",
            "s",
            "From the moment that work became due until a function had accepted it."
        );
    }

    /// <summary>Records a delivery that has ended.</summary>
    public void Delivered(string eventType, DeliveryOutcome outcome, TimeSpan took, TimeSpan waited)
    {
        KeyValuePair<string, object?> function = Tag("function", EventType.FunctionOf(eventType) ?? "none");
        string how = outcome switch
        {
            DeliveryOutcome.Delivered => "delivered",
            DeliveryOutcome.Asleep => "asleep",
            _ => "failed",
        };
        _deliveries.Add(1, function, Tag("outcome", how));
        if (outcome is not DeliveryOutcome.Delivered)
            return;
        _duration.Record(took.TotalSeconds, function);
        _wait.Record(waited.TotalSeconds, function);
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
