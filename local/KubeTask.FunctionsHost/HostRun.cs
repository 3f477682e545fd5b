using System.Net;
using KubeTask.FunctionsHost.Apps;
using KubeTask.FunctionsHost.CustomHandlers;
using KubeTask.FunctionsHost.Http;
using KubeTask.FunctionsHost.Timers;
using KubeTask.FunctionsHost.Workers;

namespace KubeTask.FunctionsHost;

/// <summary>One run of the host, from the app's folder to the end of its child.</summary>
internal static class HostRun
{
    /// <exception cref="AppException">The app can't run.</exception>
    public static async Task RunAsync(HostSettings settings, HostLog log, TimeProvider time)
    {
        var app = FunctionApp.Read(settings.App);
        using var everybodys = ListeningPort.Open(settings.Address, settings.Port);
        using var workers = ListeningPort.Open(IPAddress.Loopback, 0);
        using var forwarder = new Forwarder(settings, log);
        using CustomHandler? handler = app.Host.CustomHandler is { } section ? new CustomHandler(app, section, forwarder, log, time) : null;
        IFunctionRuntime runtime = handler is not null ? handler : new Worker(app, forwarder, log, workers.Number);
        using var stopping = new CancellationTokenSource();
        using var routes = new FunctionRoutes();
        var timers = new FunctionTimers(runtime, log, time, stopping.Token);
        var keeper = new FunctionKeeper(runtime, log, functions =>
        {
            routes.Add(functions, app.Host.RoutePrefix, runtime);
            timers.Begin(functions);
        });

        // The child starts while the server is composed.
        var keeping = Task.Run(() => keeper.RunAsync(stopping.Token), CancellationToken.None);
        try
        {
            await using WebApplication server = HostServer.Build(settings, runtime, keeper, timers, routes, everybodys, workers);
            await server.StartAsync(CancellationToken.None);
            Task stop = StopAsync(server.Lifetime);
            if (await Task.WhenAny(keeping, stop) == stop || !keeping.IsFaulted)
                await stop;
            // The child ends before the server: it holds a stream open, and may still have calls to answer.
            await stopping.CancelAsync();
            await keeping;
            await timers.Running;
            await server.StopAsync(CancellationToken.None);
        }
        finally
        {
            // Whatever happened, no child is left.
            await stopping.CancelAsync();
            await keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static Task StopAsync(IHostApplicationLifetime lifetime)
    {
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lifetime.ApplicationStopping.Register(stop.SetResult);
        return stop.Task;
    }
}
