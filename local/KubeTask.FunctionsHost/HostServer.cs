using System.Net;
using KubeTask.FunctionsHost.Http;
using KubeTask.FunctionsHost.Timers;
using KubeTask.FunctionsHost.Workers;
using KubeTask.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace KubeTask.FunctionsHost;

/// <summary>Composes the server: HTTP/1.1 for everybody on one port, gRPC for the worker on another.</summary>
internal static class HostServer
{
    /// <summary>As in the Azure Functions host.</summary>
    private const long LargestBody = 100 << 20;

    public static WebApplication Build(
        HostSettings settings,
        IFunctionRuntime runtime,
        FunctionKeeper keeper,
        FunctionTimers timers,
        FunctionRoutes routes,
        ListeningPort everybodys,
        ListeningPort workers
    )
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { Args = ["--hostBuilder:reloadConfigOnChange=false"] }
        );
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Yarp", LogLevel.Warning).AddFilter("Grpc", LogLevel.Warning);
        builder
            .WebHost.UseKestrelCore()
            .UseSockets(sockets =>
                sockets.CreateBoundListenSocket = endpoint =>
                    ((IPEndPoint)endpoint).Port == everybodys.Number ? everybodys.Socket : workers.Socket
            )
            .ConfigureKestrel(kestrel =>
            {
                (kestrel.AddServerHeader, kestrel.Limits.MaxRequestBodySize) = (false, LargestBody);
                kestrel.Listen(settings.Address, everybodys.Number, listen => listen.Protocols = HttpProtocols.Http1);
                kestrel.Listen(IPAddress.Loopback, workers.Number, listen => listen.Protocols = HttpProtocols.Http2);
            });
        // The child has ended by then, and nobody can answer what is still open.
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.Services.AddHttpForwarder();
        if (settings.ExitWithStdin)
            builder.Services.AddHostedService<StdinLifetime>();
        var worker = runtime as Worker;
        if (worker is not null)
        {
            builder.Services.AddSingleton(worker);
            builder.Services.AddGrpc(grpc => (grpc.MaxReceiveMessageSize, grpc.MaxSendMessageSize) = (null, null));
        }

        WebApplication server = builder.Build();
        server.UseFunctionRoutes(keeper, timers.StartNow, everybodys.Number);
        if (worker is not null)
            server.MapGrpcService<WorkerService>();
        ((IEndpointRouteBuilder)server).DataSources.Add(routes);
        return server;
    }
}
