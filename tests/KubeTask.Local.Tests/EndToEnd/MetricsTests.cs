using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace KubeTask.Local.Tests.EndToEnd;

/// <summary>The scaler's metrics reach a collector by OpenTelemetry's protocol.</summary>
[Collection(nameof(ProcessTests))]
public sealed class MetricsTests
{
    [Fact]
    public async Task The_collector_named_in_the_environment_gets_the_metrics_of_the_scaler()
    {
        var received = new ConcurrentQueue<string>();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        await using WebApplication collector = builder.Build();
        collector.MapPost("/v1/metrics", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
            // Names stand in a protobuf message as they are.
            received.Enqueue(Encoding.Latin1.GetString(body.ToArray()));
        });
        await collector.StartAsync(TestContext.Current.CancellationToken);

        await using var demo = new LocalProgram(
            "demo",
            $"OTEL_EXPORTER_OTLP_ENDPOINT={collector.Urls.Single()}",
            "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
            "OTEL_METRIC_EXPORT_INTERVAL=200"
        );
        await demo.ExitAsync(TimeSpan.FromMinutes(3));

        string all = string.Concat(received);
        Assert.All(
            [
                "kubetask-scaler",
                "kubetask.work",
                "kubetask.leader",
                "kubetask.deliveries",
                "kubetask.delivery.duration",
                "kubetask.delivery.wait",
                "OnTaskChanged",
                "OnJobCompleted",
            ],
            name => Assert.Contains(name, all, StringComparison.Ordinal)
        );
    }
}
