using System.Diagnostics.Metrics;
using KubeTask.Core.Events;
using KubeTask.Scaler.Index;
using KubeTask.Scaler.Index.Queue;
using KubeTask.Scaler.Leading;
using KubeTask.Scaler.Metrics;
using KubeTask.Scaler.Tests.Index;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace KubeTask.Scaler.Tests.Hosting;

public sealed class ScalerMetricsTests
{
    [Fact]
    public void Work_and_deliveries_are_measured_and_no_label_contains_the_name_of_a_Task()
    {
        using var index = new WorkIndex(new RedeliverySettings(), new FakeTimeProvider(), new Random(1));
        using var leadership = new Leadership();
        using ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        IMeterFactory factory = services.GetRequiredService<IMeterFactory>();
        var metrics = new ScalerMetrics(factory, index, leadership);
        var seen = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            // Listeners hear the whole process: other tests run scalers, whose meters have the same name and another factory.
            if (instrument.Meter.Name == ScalerMetrics.MeterName && instrument.Meter.Scope == factory)
                l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((i, v, tags, _) => seen.Add(Text(i, v, tags)));
        listener.SetMeasurementEventCallback<long>((i, v, tags, _) => seen.Add(Text(i, v, tags)));
        listener.SetMeasurementEventCallback<double>((i, v, tags, _) => seen.Add(Text(i, v, tags)));
        listener.Start();

        index.Sync([Observations.Task("precious", 1)]);
        leadership.Gain();
        metrics.Delivered(EventType.TaskChanged, new DeliveryOutcome.Delivered(), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3));
        metrics.Delivered(EventType.JobCompleted, new DeliveryOutcome.Asleep(), TimeSpan.Zero, TimeSpan.Zero);
        listener.RecordObservableInstruments();

        Assert.Equal(
            [
                "kubetask.deliveries 1 function=OnJobCompleted outcome=asleep",
                "kubetask.deliveries 1 function=OnTaskChanged outcome=delivered",
                "kubetask.delivery.duration 2 function=OnTaskChanged",
                "kubetask.delivery.wait 3 function=OnTaskChanged",
                "kubetask.leader 1",
                "kubetask.work 0 workload=crons",
                "kubetask.work 0 workload=http",
                "kubetask.work 0 workload=jobs",
                "kubetask.work 1 workload=tasks",
            ],
            seen.Order(StringComparer.Ordinal)
        );
    }

    private static string Text(Instrument instrument, object value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        string.Join(' ', [instrument.Name, $"{value}", .. tags.ToArray().Select(t => $"{t.Key}={t.Value}")]);
}
