using k8s;
using KubeTask.Core;
using KubeTask.Kubernetes.Api;
using KubeTask.Kubernetes.Cron;
using KubeTask.Kubernetes.Reconciling;
using KubeTask.Kubernetes.Tasks;
using KubeTask.Local.Cluster;
using Microsoft.Extensions.Logging.Abstractions;
using PocketKube.ApiServer;
using PocketKube.ApiServer.Faults;

namespace KubeTask.Kubernetes.Tests;

/// <summary>An API server with faults that a test chooses, and reconcilers with the functions' rights.</summary>
internal sealed class FaultyServer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubetask-kubernetes-tests").FullName;
    private PocketApiServer _server = null!;
    private ApiClient _client = null!;

    public LocalApi Api { get; private set; } = null!;

    /// <summary>Whether a fault hits a request, by method and path. It hits none until this is set.</summary>
    public Func<string, string, bool> Hit { get; set; } = (_, _) => false;

    public TaskReconciler Reconciler { get; private set; } = null!;

    /// <summary>The functions' connection.</summary>
    public IApiClient Client => _client;

    /// <summary>A CronTask reconciler with the test's clock.</summary>
    public CronTaskReconciler CronTasks(TimeProvider clock) => CronTasks(_client, clock);

    /// <summary>A CronTask reconciler with the test's clock and connection.</summary>
    public static CronTaskReconciler CronTasks(IApiClient api, TimeProvider clock) =>
        new(
            new CronTaskGatherer(api),
            new CronTaskApplier(
                api,
                new EventRecorder(api, clock, NullLogger<EventRecorder>.Instance),
                NullLogger<CronTaskApplier>.Instance
            ),
            clock
        );

    /// <summary>The installation's image for Git Contexts.</summary>
    public const string InitImage = "registry.example.com/kubetask-init:v1";

    public static async Task<FaultyServer> StartAsync(FaultOptions faults, TimeProvider? time = null)
    {
        var server = new FaultyServer();
        var layout = RepositoryLayout.Find();
        server._server = await PocketApiServer.StartAsync(
            new ApiServerOptions
            {
                CrdDirectory = layout.Crds,
                Users = LocalUsers.All(layout),
                Namespaces = ["kubetask-system"],
                Faults = faults with { Applies = (method, path) => server.Hit(method, path) },
            },
            CancellationToken.None
        );
        string admin = Path.Combine(server._folder, "admin"),
            functions = Path.Combine(server._folder, "functions");
        await server._server.WriteKubeconfigAsync(admin, LocalUsers.Admin, CancellationToken.None);
        await server._server.WriteKubeconfigAsync(functions, LocalUsers.Functions, CancellationToken.None);
        server.Api = new LocalApi(admin);
        time ??= TimeProvider.System;
        server._client = new ApiClient(KubernetesClientConfiguration.BuildConfigFromConfigFile(functions), time, new Random(1));
        server.Reconciler = new TaskReconciler(
            new TaskGatherer(server._client, new RecentObjects(time), "kubetask-system") { InitImage = InitImage },
            new TaskApplier(
                server._client,
                new EventRecorder(server._client, time, NullLogger<EventRecorder>.Instance),
                NullLogger<TaskApplier>.Instance
            ),
            TimeProvider.System,
            NullLogger<TaskReconciler>.Instance
        );
        return server;
    }

    /// <summary>Creates a namespace with an Agent and a Task t.</summary>
    public async Task<ObjectKey> NewTaskAsync(string ns)
    {
        await Api.CreateNamespaceAsync(ns);
        await Api.CreateAsync(
            ns,
            """
            {apiVersion: kubetask.io/v1alpha1, kind: Agent, metadata: {name: default},
              spec: {agentImage: echo, serviceAccountName: kubetask-agent}}
            ---
            {apiVersion: kubetask.io/v1alpha1, kind: Task, metadata: {name: t}, spec: {description: Update the dependencies.}}
            """
        );
        return new ObjectKey(ns, "t");
    }

    public async Task<string?> PhaseAsync(ObjectKey task) =>
        (string?)(await Api.GetAsync("Task", task.Namespace, task.Name))!["status"]?["phase"];

    /// <summary>Reconciles until it succeeds, as the scaler does, and returns the number of tries.</summary>
    public async Task<int> ReconcileUntilDoneAsync(ObjectKey task, int most = 50)
    {
        for (int attempt = 1; attempt <= most; attempt++)
        {
            try
            {
                if (await Reconciler.ReconcileAsync(task, null, TaskDelivery.Nothing, CancellationToken.None))
                    return attempt;
            }
            catch (Exception e) when (e is ApiException or HttpRequestException or IOException)
            {
                // The scaler delivers the event again.
            }
        }

        throw new InvalidOperationException($"not done after {most} tries");
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        _client.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
