using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace KubeTask.Scaler.Activator;

/// <summary>The activator's own server. A flood of submissions takes no connection from KEDA or from the kubelet's probes.</summary>
internal sealed class ActivatorService(SubmissionForwarder forwarder, ActivatorSettings settings, ILoggerFactory loggers)
    : IHostedService,
        IAsyncDisposable
{
    private WebApplication? _application;

    /// <summary>Where it listens, once started.</summary>
    public Uri? Address { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(10));
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxConcurrentConnections = settings.MostConnections;
                kestrel.Limits.MaxRequestBodySize = settings.LargestBody;
                // The body of a held request isn't read: this much of it waits here, the rest stays with its sender.
                kestrel.Limits.MaxRequestBufferSize = 64 << 10;
                kestrel.Limits.RequestHeadersTimeout = settings.HeadersWithin;
                kestrel.Limits.KeepAliveTimeout = settings.IdleFor;
                kestrel.Listen(settings.Listen, settings.Port, listen => listen.Protocols = HttpProtocols.Http1);
            });
        _application = builder.Build();
        CancellationToken stopping = _application.Lifetime.ApplicationStopping;
        _application.Run(context => forwarder.HandleAsync(context, stopping));
        await _application.StartAsync(cancellationToken);
        Address = new Uri(_application.Urls.First());
        loggers.CreateLogger<ActivatorService>().LogInformation("submissions at {Address}", Address);
    }

    public Task StopAsync(CancellationToken cancellationToken) => _application?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _application?.DisposeAsync() ?? ValueTask.CompletedTask;
}
