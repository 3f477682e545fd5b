using System.Diagnostics.Metrics;
using KubeTask.Core.Events;
using KubeTask.Scaler.Index;
using KubeTask.Scaler.Index.Queue;
using KubeTask.Scaler.Leading;

namespace KubeTask.Scaler.Metrics;

/// <summary>What the scaler measures of itself. Labels are of few values, and never the name of a Task.</summary>
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
            "Work that is due or being delivered, as KEDA is told of it."
        );
        meter.CreateObservableUpDownCounter(
            "kubetask.leader",
            () => leadership.Leads ? 1 : 0,
            "{scaler}",
            "1 where this scaler is the one that delivers."
        );
        _deliveries = meter.CreateCounter<long>(
            "kubetask.deliveries",
            "{event}",
            "Events that were handed to functions, by what came of it."
        );
        _duration = meter.CreateHistogram<double>("kubetask.delivery.duration", "s", "How long a function took.");
        _wait = meter.CreateHistogram<double>("kubetask.delivery.wait", "s", "From when there was work until a function had taken it.");
    }

    /// <summary>One delivery is over.</summary>
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
