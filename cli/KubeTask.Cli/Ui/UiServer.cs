using System.Net;
using System.Net.Sockets;
using KubeTask.Cli.Clusters;
using KubeTask.Functions;
using KubeTask.Functions.ConsolePage;
using KubeTask.Functions.Http;
using KubeTask.Kubernetes.Callers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace KubeTask.Cli.Ui;

/// <summary>
/// Serves the console and its API on this machine, by the functions' own code, with the credentials of the kubeconfig. It needs neither the
/// functions nor the activator in the cluster.
/// </summary>
internal sealed class UiServer : IAsyncDisposable
{
    private static readonly TimeSpan s_stopWithin = TimeSpan.FromSeconds(2);
    private readonly WebApplication _app;
    private readonly SessionSecret _secret;

    private UiServer(WebApplication app, SessionSecret secret) => (_app, _secret) = (app, secret);

    /// <summary>Whether this program was built with the console.</summary>
    public static bool HasConsole => new ConsoleFiles().Exist;

    /// <summary>Starts to listen.</summary>
    /// <param name="connection">The cluster and the credentials.</param>
    /// <param name="release">The namespace of the release.</param>
    /// <param name="port">The port of 127.0.0.1; 0 for a free one.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="CliException">The port can't be used.</exception>
    public static async Task<UiServer> StartAsync(
        Connection connection,
        string release,
        int port,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        // No settings are read from files or variables: they could add addresses to listen on.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions { EnvironmentName = Environments.Production }
        );
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                (kestrel.AddServerHeader, kestrel.Limits.MaxRequestBodySize) = (false, HostSettings.LargestBody);
                kestrel.Listen(IPAddress.Loopback, port);
            });
        // Only faults of a request: what the start fails with is this program's one error.
        builder.Logging.SetMinimumLevel(LogLevel.Error).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = s_stopWithin);
        // The program handles Ctrl-C itself.
        builder.Services.AddSingleton<IHostLifetime>(new NoLifetime());
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(new HostSettings(BehindPort: false, LongestSilence: null));
        builder.Services.AddSingleton(new ReleaseSettings(release));
        var secret = new SessionSecret();
        builder.Services.AddSingleton(_ => new CallerApi(
            new KubeconfigConnection(connection.Open(Timeout.InfiniteTimeSpan), secret),
            time
        ));
        builder.Services.AddViewerApi();
        WebApplication app = builder.Build();
        app.Use(new SessionGuard(secret).AnswerAsync);
        app.Run(ViewerApi.Build(app.Services));
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await app.DisposeAsync();
            throw new CliException($"--port: 127.0.0.1:{port} can't be used: {Innermost(e)}; choose another, or leave it out");
        }

        return new UiServer(app, secret);
    }

    /// <summary>
    /// The address of the page that shows a namespace first. The secret is in its last part, which a browser sends to no server.
    /// </summary>
    public string AddressOf(string ns) => $"{_app.Urls.First()}/console/#token={_secret.Value}&ns={Uri.EscapeDataString(ns)}";

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private static string Innermost(Exception exception) =>
        exception.InnerException is { } inner ? Innermost(inner) : exception.Message.TrimEnd('.');

    /// <summary>Neither waits for the start nor looks for signals.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
