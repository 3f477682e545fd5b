using System.Collections.Immutable;
using System.Net;
using k8s;
using KubeTask.Core.Api;
using KubeTask.Local.Keda;
using PocketKube.ApiServer;
using PocketKube.ApiServer.Auth;
using PocketKube.Node;
using PocketKube.Node.Logs;

namespace KubeTask.Local.Cluster;

/// <summary>
/// KubeTask with no cluster: the API server and the node in this process; the real scaler and the real functions as processes, scaled by a
/// stand-in for KEDA. Disposing of it ends every process that it started.
/// </summary>
public sealed class LocalCluster : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _parts = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _keda = Task.CompletedTask;
    private bool _disposed;

    private LocalCluster() { }

    /// <summary>The API server's URL.</summary>
    public string Url { get; private set; } = "";

    /// <summary>The administrator's kubeconfig.</summary>
    public string Kubeconfig { get; private set; } = "";

    /// <summary>A file with the administrator's token, for those who submit over HTTP.</summary>
    public string TokenFile { get; private set; } = "";

    /// <summary>A file with the token of who may only look.</summary>
    public string ViewerTokenFile { get; private set; } = "";

    /// <summary>A file with the token of who may only look in <see cref="LocalUsers.GuestNamespace"/>.</summary>
    public string GuestTokenFile { get; private set; } = "";

    /// <summary>The administrator's token.</summary>
    public string Token { get; private set; } = "";

    /// <summary>Where Tasks come in over HTTP.</summary>
    public Uri Submissions => Scaler.Submissions;

    /// <summary>Where the functions are, past the activator.</summary>
    public IPEndPoint Functions { get; private set; } = null!;

    /// <summary>The replicas of the functions.</summary>
    public FunctionReplicas Replicas { get; private set; } = null!;

    /// <summary>The scaler's process.</summary>
    internal ScalerProcess Scaler { get; private set; } = null!;

    public static async Task<LocalCluster> StartAsync(
        RepositoryLayout layout,
        LocalClusterOptions options,
        TimeProvider time,
        ILoggerFactory loggers,
        CancellationToken cancellationToken
    )
    {
        var cluster = new LocalCluster();
        try
        {
            await cluster.BeginAsync(layout, options, time, loggers, cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends everything, in reverse order of its start. A second call does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await _stop.CancelAsync();
        await _keda;
        while (_parts.TryPop(out IAsyncDisposable? part))
            await part.DisposeAsync();
        _stop.Dispose();
    }

    private async Task BeginAsync(
        RepositoryLayout layout,
        LocalClusterOptions options,
        TimeProvider time,
        ILoggerFactory loggers,
        CancellationToken cancellationToken
    )
    {
        string logs = Path.Combine(options.StateFolder, "logs");
        Directory.CreateDirectory(logs);
        var nodeLogs = new NodeLogs(time);
        ImmutableArray<ApiUser> users = LocalUsers.All(layout);
        PocketApiServer server = Keep(
            await PocketApiServer.StartAsync(
                new ApiServerOptions
                {
                    Port = options.Port,
                    CrdDirectory = layout.Crds,
                    Users = users,
                    Namespaces = [KubeTaskApi.DefaultReleaseNamespace],
                    TimeProvider = time,
                    NodeLogs = nodeLogs,
                    ClusterName = "kubetask-local",
                    OldJobs = options.OldJobs,
                    LoggerFactory = loggers,
                },
                cancellationToken
            )
        );
        Url = server.Url;
        Kubeconfig = Path.Combine(options.StateFolder, "kubeconfig");
        await server.WriteKubeconfigAsync(Kubeconfig, LocalUsers.Admin, cancellationToken, options.DefaultNamespace);

        Token = TokenOf(LocalUsers.Admin);
        TokenFile = Path.Combine(options.StateFolder, "token");
        ViewerTokenFile = Path.Combine(options.StateFolder, "viewer.token");
        GuestTokenFile = Path.Combine(options.StateFolder, "guest.token");
        await PrivateFile.WriteAsync(TokenFile, Token, cancellationToken);
        await PrivateFile.WriteAsync(ViewerTokenFile, TokenOf(LocalUsers.Viewer), cancellationToken);
        await PrivateFile.WriteAsync(GuestTokenFile, TokenOf(LocalUsers.Guest), cancellationToken);
        string scalerToken = Path.Combine(options.StateFolder, "scaler.token");
        await ScalerAccount.WriteTokenAsync(await ClientAsync(LocalUsers.Admin, "admin"), scalerToken, cancellationToken);

        FunctionsService service = Keep(new FunctionsService(0, loggers.CreateLogger<FunctionsService>()));
        Functions = service.Address;
        Scaler = Keep(
            ScalerProcess.Start(
                layout.Scaler,
                await CredentialsAsync(LocalUsers.Scaler, "scaler"),
                scalerToken,
                service.Address,
                options.SubmitPort,
                logs,
                time,
                loggers.CreateLogger<ScalerProcess>()
            )
        );
        var functions = FunctionsProgram.Of(layout, options.Runtime);
        Replicas = Keep(
            new FunctionReplicas(
                new FunctionReplicasSettings
                {
                    Command = functions.Command,
                    Arguments = functions.Arguments,
                    Environment = ImmutableDictionary<string, string>.Empty.Add(
                        "KUBECONFIG",
                        await CredentialsAsync(LocalUsers.Functions, "functions")
                    ),
                    LogDirectory = logs,
                },
                service,
                time,
                loggers.CreateLogger<FunctionReplicas>()
            )
        );

        Keep(
            await PocketNode.StartAsync(
                await ClientAsync(LocalUsers.Node, "node"),
                new NodeSettings
                {
                    Images = options.Images ?? AgentImages.In(layout.Agents).WithInit(layout.Init),
                    Sandbox = options.Sandbox,
                    LogLimitBytes = options.LogLimitBytes,
                    RootVariable = AgentImages.RootVariable,
                },
                nodeLogs,
                time,
                loggers,
                cancellationToken
            )
        );
        DeploymentMirror mirror = Keep(
            new DeploymentMirror(
                await ClientAsync(LocalUsers.Keda, "keda"),
                KubeTaskApi.DefaultReleaseNamespace,
                Replicas,
                loggers.CreateLogger<DeploymentMirror>()
            )
        );
        await mirror.StartAsync(cancellationToken);
        _keda = new KedaStandIn(
            new KedaSettings
            {
                ScalerAddress = Scaler.Grpc,
                PollingInterval = options.PollingInterval,
                CooldownPeriod = options.Cooldown,
                MaxReplicas = options.MaxReplicas,
                ReconnectBase = TimeSpan.FromMilliseconds(100),
            },
            Replicas,
            time,
            loggers.CreateLogger<KedaStandIn>()
        ).RunAsync(_stop.Token);
        await Scaler.ListeningAsync(cancellationToken);

        string TokenOf(string user) => users.Single(u => u.Name == user).Token!;

        async Task<string> CredentialsAsync(string user, string name)
        {
            string path = Path.Combine(options.StateFolder, $"{name}.kubeconfig");
            await server.WriteKubeconfigAsync(path, user, cancellationToken);
            return path;
        }

        async Task<k8s.Kubernetes> ClientAsync(string user, string name)
        {
            var client = new k8s.Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(await CredentialsAsync(user, name)));
            Keep(new Disposer(client));
            return client;
        }
    }

    private T Keep<T>(T part)
        where T : IAsyncDisposable
    {
        _parts.Push(part);
        return part;
    }

    private sealed class Disposer(IDisposable held) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            held.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
