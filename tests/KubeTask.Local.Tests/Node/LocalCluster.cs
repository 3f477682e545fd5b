using k8s;
using k8s.Models;
using KubeTask.Local.Cluster;
using Microsoft.Extensions.Logging;
using PocketKube.ApiServer;
using PocketKube.ApiServer.Auth;
using PocketKube.Node;
using PocketKube.Node.Logs;
using PocketKube.Node.Sandboxes;

namespace KubeTask.Local.Tests.Node;

/// <summary>An API server and a node for one test.</summary>
internal sealed class LocalCluster : IAsyncDisposable
{
    public const string Namespace = "default";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly PocketApiServer _server;
    private readonly PocketNode _node;
    private readonly string _folder;
    private bool _serverGone;

    private LocalCluster(PocketApiServer server, PocketNode node, k8s.Kubernetes client, string folder)
    {
        _server = server;
        _node = node;
        _folder = folder;
        Client = client;
    }

    public k8s.Kubernetes Client { get; }

    /// <summary>Folder of the node's private one.</summary>
    public string StateParent => _folder;

    /// <param name="oldJobs">Jobs as before Kubernetes 1.25.</param>
    /// <param name="bubblewrap">The program of the sandbox, if it is to be another one.</param>
    public static async Task<LocalCluster> StartAsync(
        SandboxMode mode,
        int? maxRunningPods = null,
        long logLimit = 1024 * 1024,
        bool oldJobs = false,
        string? bubblewrap = null
    )
    {
        if (mode == SandboxMode.Bubblewrap && bubblewrap is null)
            await RequireBubblewrapAsync();
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        var logs = new NodeLogs(TimeProvider.System);
        PocketApiServer server = await PocketApiServer.StartAsync(
            new ApiServerOptions
            {
                NodeLogs = logs,
                Users = [new ApiUser("admin", "secret-of-the-test", [PolicyRule.All])],
                OldJobs = oldJobs,
            },
            cancellationToken
        );
        var client = new k8s.Kubernetes(
            new KubernetesClientConfiguration
            {
                Host = server.Url,
                AccessToken = "secret-of-the-test",
                SkipTlsVerify = true,
            }
        );
        ILoggerFactory loggers = LoggerFactory.Create(b => b.AddProvider(new TestOutputLogs(TestContext.Current.TestOutputHelper)));
        string folder = Directory.CreateTempSubdirectory("kubetask-test-").FullName;
        var settings = new NodeSettings
        {
            Images = AgentImages.BesideProgram(),
            Sandbox = mode,
            RootVariable = AgentImages.RootVariable,
            StateParent = folder,
            LogLimitBytes = logLimit,
        };
        if (maxRunningPods is { } max)
            settings = settings with { MaxRunningPods = max };
        if (bubblewrap is not null)
            settings = settings with { Bubblewrap = bubblewrap };
        PocketNode node = await PocketNode.StartAsync(client, settings, logs, TimeProvider.System, loggers, cancellationToken);
        return new LocalCluster(server, node, client, folder);
    }

    /// <summary>A pod of one container that runs a shell script.</summary>
    public static V1Pod Pod(string name, string script, Action<V1Pod>? change = null)
    {
        var pod = new V1Pod
        {
            ApiVersion = "v1",
            Kind = "Pod",
            Metadata = new() { Name = name },
            Spec = new()
            {
                RestartPolicy = "Never",
                Containers =
                [
                    new()
                    {
                        Name = "agent",
                        Image = "busybox",
                        Command = ["/bin/sh", "-c", script],
                    },
                ],
            },
        };
        change?.Invoke(pod);
        return pod;
    }

    public static V1Job Job(string name, V1Pod pod, Action<V1Job>? change = null)
    {
        var job = new V1Job
        {
            ApiVersion = "batch/v1",
            Kind = "Job",
            Metadata = new() { Name = name },
            Spec = new()
            {
                BackoffLimit = 0,
                Template = new()
                {
                    Metadata = new() { Labels = pod.Metadata.Labels },
                    Spec = pod.Spec,
                },
            },
        };
        change?.Invoke(job);
        return job;
    }

    public Task<V1Pod> CreateAsync(V1Pod pod) => Client.CoreV1.CreateNamespacedPodAsync(pod, Namespace, cancellationToken: Token);

    public Task<V1Job> CreateAsync(V1Job job) => Client.BatchV1.CreateNamespacedJobAsync(job, Namespace, cancellationToken: Token);

    public Task<V1ConfigMap> CreateConfigMapAsync(string name, params (string Key, string Value)[] content) =>
        Client.CoreV1.CreateNamespacedConfigMapAsync(
            new V1ConfigMap
            {
                Metadata = new() { Name = name },
                Data = content.ToDictionary(c => c.Key, c => c.Value),
            },
            Namespace,
            cancellationToken: Token
        );

    public Task<V1Pod> PodAsync(string name, Func<V1Pod, bool> until) =>
        UntilAsync(
            () => Client.CoreV1.ReadNamespacedPodAsync(name, Namespace, cancellationToken: Token),
            until,
            p => $"pod {name}: {KubernetesJson.Serialize(p.Status)}"
        );

    public Task<V1Pod> EndedPodAsync(string name) => PodAsync(name, p => p.Status?.Phase is "Succeeded" or "Failed");

    public Task<V1Job> JobAsync(string name, Func<V1Job, bool> until) =>
        UntilAsync(
            () => Client.BatchV1.ReadNamespacedJobAsync(name, Namespace, cancellationToken: Token),
            until,
            j => $"job {name}: {KubernetesJson.Serialize(j.Status)}"
        );

    public Task<V1Job> EndedJobAsync(string name) => JobAsync(name, j => End(j) is not null);

    /// <summary>The condition of a Job that has ended; null while it runs.</summary>
    public static V1JobCondition? End(V1Job job) =>
        job.Status?.Conditions?.FirstOrDefault(c => c is { Type: "Complete" or "Failed", Status: "True" });

    public async Task<IList<Corev1Event>> EventsAsync(string about, string reason) =>
        (
            await UntilAsync(
                () =>
                    Client.CoreV1.ListNamespacedEventAsync(
                        Namespace,
                        fieldSelector: $"involvedObject.name={about},reason={reason}",
                        cancellationToken: Token
                    ),
                l => l.Items.Count > 0,
                _ => $"no Event {reason} about {about}"
            )
        ).Items;

    public async Task<IList<V1Pod>> PodsOfAsync(string job) =>
        (await Client.CoreV1.ListNamespacedPodAsync(Namespace, labelSelector: $"job-name={job}", cancellationToken: Token)).Items;

    public async Task<string> LogAsync(string pod, string query = "")
    {
        using var reader = new StreamReader(await FollowAsync(pod, query));
        return await reader.ReadToEndAsync(Token);
    }

    /// <summary>The log as a stream, with any query of <c>pods/log</c>.</summary>
    public async Task<Stream> FollowAsync(string pod, string query)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            new Uri(Client.BaseUri, $"api/v1/namespaces/{Namespace}/pods/{pod}/log?{query}")
        );
        await Client.Credentials.ProcessHttpRequestAsync(request, Token);
        HttpResponseMessage response = await Client.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        return await response.Content.ReadAsStreamAsync(Token);
    }

    public async Task GoneAsync(string pod)
    {
        _ = await UntilAsync(
            () => Client.CoreV1.ListNamespacedPodAsync(Namespace, fieldSelector: $"metadata.name={pod}", cancellationToken: Token),
            l => l.Items.Count == 0,
            l => $"pod {pod} is still there"
        );
    }

    /// <summary>Processes of this machine whose command line holds a text.</summary>
    public static int ProcessesWith(string text)
    {
        int count = 0;
        foreach (string folder in Directory.EnumerateDirectories("/proc").Where(f => int.TryParse(Path.GetFileName(f), out _)))
        {
            try
            {
                if (File.ReadAllText(Path.Combine(folder, "cmdline")).Contains(text, StringComparison.Ordinal))
                    count++;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It ended while we looked.
                continue;
            }
        }
        return count;
    }

    /// <summary>Looks again until the condition holds; a deadline makes the test fail with what was seen last.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> look, Func<T, bool> until, Func<T, string> describe)
    {
        using var timeout = new CancellationTokenSource(s_patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            T? seen = await look();
            if (until(seen))
                return seen;
            if (timeout.IsCancellationRequested)
                Assert.Fail($"not within {s_patience}: {describe(seen)}");
            await timer.WaitForNextTickAsync(Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        Client.Dispose();
        if (!_serverGone)
            await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    public ValueTask DisposeNodeAsync() => _node.DisposeAsync();

    public ValueTask DisposeServerAsync()
    {
        _serverGone = true;
        return _server.DisposeAsync();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    internal static async Task RequireBubblewrapAsync()
    {
        using var launcher = new ProcessLauncher();
        if (await new BubblewrapSandbox(launcher, "bwrap").ProblemAsync(Token) is { } problem)
            Assert.Skip(problem);
    }
}
