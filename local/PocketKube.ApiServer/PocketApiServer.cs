using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using k8s;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using PocketKube.ApiServer.Auth;
using PocketKube.ApiServer.Crd;
using PocketKube.ApiServer.Discovery;
using PocketKube.ApiServer.Faults;
using PocketKube.ApiServer.Gc;
using PocketKube.ApiServer.Http;
using PocketKube.ApiServer.Kinds;
using PocketKube.ApiServer.OpenApi;
using PocketKube.ApiServer.Registry;
using PocketKube.ApiServer.Resources;
using PocketKube.ApiServer.Rest;
using PocketKube.ApiServer.Storage;
using PocketKube.ApiServer.Tables;
using PocketKube.ApiServer.Watch;

namespace PocketKube.ApiServer;

/// <summary>A Kubernetes API server in memory, on the loopback.</summary>
public sealed class PocketApiServer : IAsyncDisposable
{
    /// <summary>The user of a server that was started without options.</summary>
    public const string Admin = "admin";

    private readonly ApiServerOptions _options;
    private readonly ServingCertificate _certificate;
    private readonly ObjectStore _store;
    private readonly CancellationTokenSource _stopping = new();
    private readonly FaultLayer? _faults;
    private WebApplication? _application;
    private GarbageCollector? _collector;

    private PocketApiServer(ApiServerOptions options)
    {
        _options = options;
        _certificate = new ServingCertificate(options.TimeProvider.GetUtcNow());
        _faults = options.Faults is { } faults ? new FaultLayer(faults, options.TimeProvider) : null;
        _store = new ObjectStore(options.Watch.HistoryLength);
    }

    /// <summary>Where the server listens, <c>https://127.0.0.1:PORT</c>.</summary>
    public string Url { get; private set; } = "";

    /// <summary>The certificate of the authority that signed the server's own.</summary>
    public string CaCertificatePem => _certificate.AuthorityPem;

    /// <summary>Starts a server; it is ready when this returns.</summary>
    /// <exception cref="IOException">The port is in use.</exception>
    /// <exception cref="InvalidDataException">
    /// A file of <see cref="ApiServerOptions.CrdDirectory"/> isn't a CustomResourceDefinition.
    /// </exception>
    public static async Task<PocketApiServer> StartAsync(ApiServerOptions options, CancellationToken cancellationToken)
    {
        var host = new PocketApiServer(options);
        try
        {
            await host.StartAsync(cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a server with one user, <see cref="Admin"/>, who may do everything.</summary>
    /// <param name="crdDirectory">Folder with the YAML of CustomResourceDefinitions; null for none.</param>
    /// <param name="time">The server's clock; null for the machine's.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="InvalidDataException">A file of the folder isn't a CustomResourceDefinition.</exception>
    public static Task<PocketApiServer> StartAsync(
        string? crdDirectory = null,
        TimeProvider? time = null,
        CancellationToken cancellationToken = default
    ) =>
        StartAsync(
            new ApiServerOptions
            {
                CrdDirectory = crdDirectory,
                TimeProvider = time ?? TimeProvider.System,
                Users = [new ApiUser(Admin, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20)), [PolicyRule.All])],
            },
            cancellationToken
        );

    /// <summary>How a client connects as one of <see cref="ApiServerOptions.Users"/>.</summary>
    /// <exception cref="ArgumentException">No user of that name has a token.</exception>
    public KubernetesClientConfiguration ClientConfiguration(string userName)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(CaCertificatePem);
        return new()
        {
            Host = Url,
            AccessToken = WithToken(userName).Token,
            SslCaCerts = authorities,
        };
    }

    /// <summary>Writes a kubeconfig for one of <see cref="ApiServerOptions.Users"/>, readable for its owner only.</summary>
    /// <exception cref="ArgumentException">No user of that name has a token.</exception>
    public Task WriteKubeconfigAsync(string path, string userName, CancellationToken cancellationToken, string defaultNamespace = "default")
    {
        ApiUser user = WithToken(userName);
        return Kubeconfig.WriteAsync(
            path,
            _options.ClusterName,
            Url,
            CaCertificatePem,
            userName,
            user.Token!,
            defaultNamespace,
            cancellationToken
        );
    }

    /// <summary>Forgets all history, as etcd's compaction does: watches and lists that continue from before get 410.</summary>
    public void Compact() => _store.Compact();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        if (_application is not null)
        {
            await _application.StopAsync(CancellationToken.None);
            await _application.DisposeAsync();
        }

        if (_collector is not null)
            await _collector.DisposeAsync();

        _certificate.Dispose();
        _stopping.Dispose();
    }

    private ApiUser WithToken(string userName) =>
        _options.Users.FirstOrDefault(u => u.Name == userName && u.Token is not null)
        ?? throw new ArgumentException($"no user \"{userName}\" with a token", nameof(userName));

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        var registry = new ResourceRegistry();
        var schemas = new ObjectSchemas();
        var rules = new RulesOfKinds(schemas, _options.TimeProvider, _options.OldJobs);
        var writer = new ResourceWriter(
            _store,
            new ObjectIntake(schemas, rules),
            rules,
            new ObjectNames(_options.Seed),
            _options.TimeProvider
        );
        var remover = new ResourceRemover(_store, _options.TimeProvider);
        var registrar = new CrdRegistrar(_store, registry);
        registrar.Attach();
        _collector = new GarbageCollector(_store, registry, writer, remover, _options.LoggerFactory.CreateLogger<GarbageCollector>());
        _collector.Start();
        Seed(registry, writer);
        if (_options.CrdDirectory is { } directory)
        {
            foreach (JsonObject definition in await CrdFiles.ReadAsync(directory, cancellationToken))
                _ = Create(registry, writer, "apiextensions.k8s.io", "v1", "customresourcedefinitions", "", definition);
        }

        await ListenAsync(registry, writer, remover, cancellationToken);
    }

    private void Seed(ResourceRegistry registry, ResourceWriter writer)
    {
        foreach (string name in (string[])["default", "kube-system", .. _options.Namespaces])
        {
            if (_store.Get("namespaces", "", name) is null)
            {
                _ = Create(
                    registry,
                    writer,
                    "",
                    "v1",
                    "namespaces",
                    "",
                    new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } }
                );
            }
        }
    }

    private static StoredObject Create(
        ResourceRegistry registry,
        ResourceWriter writer,
        string group,
        string version,
        string plural,
        string ns,
        JsonObject value
    ) => writer.Create(registry.Find(group, version, plural)!, ns, value, new WriteOptions(DryRun: false, "Ignore"));

    private async Task ListenAsync(
        ResourceRegistry registry,
        ResourceWriter writer,
        ResourceRemover remover,
        CancellationToken cancellationToken
    )
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        _ = builder.Services.AddSingleton(_options.LoggerFactory);
        _ = builder
            .WebHost.UseKestrelCore()
            .UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                // RequestBody reports its own limit as a Status; this one only ends what is absurd.
                kestrel.Limits.MaxRequestBodySize = RequestBody.Limit + 1024;
                kestrel.Limits.Http2.MaxStreamsPerConnection = 1000;
                // A slow reader of a watch gets 410 when it falls behind; it is not cut off.
                kestrel.Limits.MinResponseDataRate = null;
                kestrel.Listen(IPAddress.Loopback, _options.Port, listen =>
                {
                    listen.Protocols = HttpProtocols.Http1AndHttp2;
                    _ = listen.UseHttps(_certificate.Server);
                });
            });
        WebApplication application = builder.Build();
        _application = application;
        var pipeline = new PipelineSlot(_faults);
        application.Run(pipeline.HandleAsync);
        await application.StartAsync(cancellationToken);
        int port = new Uri(application.Urls.First()).Port;
        Url = $"https://127.0.0.1:{port.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
        pipeline.Set(BuildPipeline(registry, writer, remover, $"127.0.0.1:{port}"));
    }

    private ApiPipeline BuildPipeline(ResourceRegistry registry, ResourceWriter writer, ResourceRemover remover, string address)
    {
        var issuer = new TokenIssuer(_options.TimeProvider);
        var authenticator = new Authenticator(_options.Users, issuer, _store);
        var authorizer = new Authorizer(_options.Users);
        var responder = new Responder(new TableRenderer(_options.TimeProvider));
        var watches = new WatchEndpoint(_store, responder, _options.TimeProvider, _options.Watch, _faults, _stopping.Token);
        return new ApiPipeline(
            authenticator,
            authorizer,
            registry,
            new DiscoveryDocuments(registry, address),
            new OpenApiDocuments(),
            new ResourceEndpoint(
                _store,
                writer,
                remover,
                new ResourceLister(_store),
                watches,
                new AccessReviews(authenticator, authorizer),
                responder
            ),
            new ScaleEndpoint(_store, writer),
            new PodLogEndpoint(_store, _options.NodeLogs, _stopping.Token),
            new EvictionEndpoint(writer, remover, _options.TimeProvider, hasCondition: !_options.OldJobs),
            new ServiceAccountTokens(_store, issuer, _options.TimeProvider),
            _options.LoggerFactory.CreateLogger<PocketApiServer>()
        );
    }
}
