using k8s;
using KubeTask.Hosting;
using KubeTask.Scaler.Activator;
using KubeTask.Scaler.Api;
using KubeTask.Scaler.Delivery;
using KubeTask.Scaler.Index;
using KubeTask.Scaler.Index.Queue;
using KubeTask.Scaler.Keda;
using KubeTask.Scaler.Leading;
using KubeTask.Scaler.Metrics;
using KubeTask.Scaler.Watching;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace KubeTask.Scaler.Hosting;

/// <summary>Composes the scaler.</summary>
public static class ScalerHost
{
    /// <param name="log">Where to log instead of the console.</param>
    /// <param name="services">Adds services after the scaler's own.</param>
    public static WebApplication Build(
        ScalerSettings settings,
        KubernetesClientConfiguration kubernetes,
        Action<ILoggingBuilder>? log = null,
        Action<IServiceCollection>? services = null
    )
    {
        // No settings file is watched: that would cost one of the node's few inotify instances.
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { Args = ["--hostBuilder:reloadConfigOnChange=false"] }
        );
        builder
            .WebHost.UseKestrelCore()
            .UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.Listen(settings.Listen, settings.GrpcPort, listen =>
                {
                    listen.Protocols = HttpProtocols.Http2;
                    if (settings.GrpcTls is { } tls)
                        listen.UseHttps(tls.Configure);
                });
                kestrel.Listen(settings.Listen, settings.HttpPort, listen => listen.Protocols = HttpProtocols.Http1);
            });
        builder.Logging.ClearProviders();
        if (log is not null)
            log(builder.Logging);
        else
            LogToConsole(builder.Logging, settings);
        Register(builder.Services, settings, kubernetes);
        services?.Invoke(builder.Services);

        WebApplication app = builder.Build();
        app.MapGrpcService<ExternalScalerService>();
        app.MapGrpcService<HealthService>();
        app.MapGet("/healthz", () => "ok");
        app.MapGet("/readyz", (WorkIndex index) =>
            index.Synced.IsCompleted
                ? Results.Text("ok")
                : Results.Text(
                    "Tasks, Jobs, Agents and CronTasks haven't all been listed yet",
                    statusCode: StatusCodes.Status503ServiceUnavailable
                )
        );
        if (settings.Prometheus)
            app.UseOpenTelemetryPrometheusScrapingEndpoint();
        return app;
    }

    private static void LogToConsole(ILoggingBuilder log, ScalerSettings settings)
    {
        log.AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information)
            .AddFilter("Grpc", LogLevel.Warning);
        if (settings.JsonLog)
            log.AddJsonConsole(o => (o.UseUtcTimestamp, o.TimestampFormat) = (true, "yyyy-MM-ddTHH:mm:ss.fffZ"));
        else
            log.AddSimpleConsole(o => (o.SingleLine, o.UseUtcTimestamp, o.TimestampFormat) = (true, true, "HH:mm:ss.fff "));
    }

    private static void Register(IServiceCollection services, ScalerSettings settings, KubernetesClientConfiguration kubernetes)
    {
        services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(15));
        services.AddSingleton(TimeProvider.System);
        // A seeded Random isn't thread-safe, so each service gets its own with a random seed.
        services.AddTransient(_ => new Random(System.Security.Cryptography.RandomNumberGenerator.GetInt32(int.MaxValue)));
        services.AddSingleton(new WatchSettings { Silence = settings.WatchSilence });
        services.AddSingleton(new RedeliverySettings());
        services.AddSingleton(
            new DeliverySettings
            {
                FunctionsUrl = settings.FunctionsUrl,
                TokenFile = settings.TokenFile,
                Parallelism = settings.Parallelism,
            }
        );
        services.AddSingleton(_ => new KubernetesApi(kubernetes));
        services.AddSingleton(s => new WorkIndex(
            s.GetRequiredService<RedeliverySettings>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<Random>(),
            settings.ReleaseNamespace,
            settings.WakeAhead
        ));
        services.AddSingleton<IHttpDemand>(s => s.GetRequiredService<WorkIndex>());
        services.AddSingleton<IFunctionsClient, FunctionsClient>();
        services.AddSingleton<Leadership>();
        services.AddSingleton(
            new LeaseSettings
            {
                Name = settings.Lease,
                Namespace = settings.ReleaseNamespace,
                Identity = settings.Identity,
            }
        );
        // Services stop in the opposite order: deliveries end before the Lease is given back.
        services.AddHostedService<LeaseService>();
        services.AddHostedService<WatchService>();
        services.AddHostedService<EventDelivery>();
        services.AddHostedService<MemoryReturn>();
        if (settings.SubmitPort is { } submitPort)
        {
            services.AddActivator(
                new ActivatorSettings
                {
                    Listen = settings.Listen,
                    Port = submitPort,
                    FunctionsUrl = settings.FunctionsUrl,
                }
            );
        }

        if (settings.ExitWithStdin)
            services.AddHostedService<StdinLifetime>();
        services.AddGrpc();
        services.AddSingleton<ScalerMetrics>();
        AddMetrics(services, settings);
    }

    /// <summary>
    /// OpenTelemetry's own variables say where metrics go and how often. Without an endpoint, and without Prometheus, nothing is counted.
    /// </summary>
    private static void AddMetrics(IServiceCollection services, ScalerSettings settings)
    {
        bool export = Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") is { Length: > 0 };
        if (!export && !settings.Prometheus)
            return;
        services
            .AddOpenTelemetry()
            .ConfigureResource(r => r.AddService("kubetask-scaler", "kubetask"))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(ScalerMetrics.MeterName);
                if (export)
                    metrics.AddOtlpExporter();
                if (settings.Prometheus)
                    metrics.AddPrometheusExporter();
            });
    }
}
