using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using k8s;
using KubeTask.Scaler.Hosting;
using KubeTask.Scaler.Index;
using KubeTask.Scaler.Index.Queue;
using KubeTask.Scaler.Leading;
using KubeTask.Scaler.Metrics;
using KubeTask.Scaler.Tests.Watching;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace KubeTask.Scaler.Tests.Hosting;

/// <summary>What Prometheus scrapes, and what the chart's dashboard asks it for.</summary>
public sealed partial class PrometheusTests
{
    [Theory]
    [InlineData(true, HttpStatusCode.OK)]
    [InlineData(false, HttpStatusCode.NotFound)]
    public async Task The_metrics_are_on_the_http_port_if_they_are_wanted(bool wanted, HttpStatusCode status)
    {
        await using ScriptedApiServer server = await ScriptedApiServer.StartAsync();
        var settings = new ScalerSettings
        {
            FunctionsUrl = new Uri("http://127.0.0.1:1"),
            Listen = IPAddress.Loopback,
            GrpcPort = 0,
            HttpPort = 0,
            Parallelism = 1,
            WatchSilence = TimeSpan.FromSeconds(60),
            JsonLog = false,
            Prometheus = wanted,
            ExitWithStdin = false,
        };
        await using WebApplication scaler = ScalerHost.Build(settings, new KubernetesClientConfiguration { Host = server.Address }, _ =>
        { });
        await scaler.StartAsync(TestContext.Current.CancellationToken);
        using var http = new HttpClient { BaseAddress = new Uri(scaler.Urls.Last()) };

        using HttpResponseMessage answer = await http.GetAsync(new Uri("metrics", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(status, answer.StatusCode);
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(wanted, Sample().IsMatch(text));
        await scaler.StopAsync(CancellationToken.None);
    }

    [Fact]
    public void The_dashboard_asks_for_metrics_that_there_are()
    {
        string[] there = [.. Instruments().SelectMany(NamesOf)];
        string dashboard = File.ReadAllText(RepositoryRoot.Combine("charts", "kubetask", "files", "dashboard.json"));
        string[] asked =
        [
            .. JsonNode.Parse(dashboard)!["panels"]!
                .AsArray()
                .SelectMany(p => p!["targets"]?.AsArray() ?? [])
                .SelectMany(t => Metric().Matches((string)t!["expr"]!).Select(m => m.Value))
                .Distinct(StringComparer.Ordinal),
        ];

        Assert.NotEmpty(asked);
        Assert.Empty(asked.Except(there));
    }

    /// <summary>As OpenTelemetry names a metric for Prometheus.</summary>
    private static IEnumerable<string> NamesOf(Instrument instrument)
    {
        string name = instrument.Name.Replace('.', '_') + (instrument.Unit == "s" ? "_seconds" : "");
        string kind = instrument.GetType().Name;
        return kind.StartsWith("Histogram", StringComparison.Ordinal) ? [$"{name}_bucket", $"{name}_sum", $"{name}_count"]
            : kind.StartsWith("Counter", StringComparison.Ordinal) ? [$"{name}_total"]
            : [name];
    }

    private static List<Instrument> Instruments()
    {
        using var index = new WorkIndex(new RedeliverySettings(), new FakeTimeProvider(), new Random(1));
        using var leadership = new Leadership();
        using ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        IMeterFactory factory = services.GetRequiredService<IMeterFactory>();
        var found = new List<Instrument>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == ScalerMetrics.MeterName && instrument.Meter.Scope == factory)
                found.Add(instrument);
        };
        listener.Start();
        _ = new ScalerMetrics(factory, index, leadership);
        return found;
    }

    [GeneratedRegex("^kubetask_work\\{.*workload=\"tasks\".*\\} 0", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Sample();

    [GeneratedRegex("kubetask_[a-z_]+", RegexOptions.CultureInvariant)]
    private static partial Regex Metric();
}
