extern alias local;
using System.Globalization;
using System.Net;
using System.Text;
using k8s;
using KubeTask.Core.Api;
using local::KubeTask.Local.Cluster;
using PocketKube.ApiServer;

namespace KubeTask.Scaler.Bench;

/// <summary>
/// The API server that the scaler's process is measured against, over TLS: the one that KUBECONFIG names, or one in this process's memory.
/// </summary>
internal sealed class BenchCluster : IAsyncDisposable
{
    private const int RequestsAtOnce = 32;
    private readonly string _folder;
    private readonly PocketApiServer? _pocket;
    private readonly k8s.Kubernetes _admin;

    private BenchCluster(string folder, PocketApiServer? pocket, string admin, string scaler, string ns)
    {
        (_folder, _pocket, Kubeconfig, Namespace) = (folder, pocket, scaler, ns);
        _admin = new k8s.Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(admin));
    }

    /// <summary>The scaler's kubeconfig.</summary>
    public string Kubeconfig { get; }

    /// <summary>Where the Tasks go, and the scaler's Lease.</summary>
    public string Namespace { get; }

    public static async Task<BenchCluster> StartAsync()
    {
        string folder = Directory.CreateTempSubdirectory("kubetask-bench").FullName;
        if (Environment.GetEnvironmentVariable("KUBECONFIG") is { Length: > 0 } file)
        {
            string ns = string.Create(CultureInfo.InvariantCulture, $"kubetask-bench-{Environment.ProcessId}");
            var real = new BenchCluster(folder, null, file, file, ns);
            await real.SendAsync(HttpMethod.Post, "api/v1/namespaces", $$$"""{"metadata":{"name":"{{{ns}}}"}}""");
            return real;
        }

        var layout = RepositoryLayout.Find();
        PocketApiServer pocket = await PocketApiServer.StartAsync(
            new ApiServerOptions
            {
                CrdDirectory = layout.Crds,
                Users = LocalUsers.All(layout),
                Namespaces = [KubeTaskApi.DefaultReleaseNamespace],
            },
            CancellationToken.None
        );
        (string admin, string scaler) = (Path.Combine(folder, "admin"), Path.Combine(folder, "scaler"));
        await pocket.WriteKubeconfigAsync(admin, LocalUsers.Admin, CancellationToken.None);
        await pocket.WriteKubeconfigAsync(scaler, LocalUsers.Scaler, CancellationToken.None);
        return new BenchCluster(folder, pocket, admin, scaler, KubeTaskApi.DefaultReleaseNamespace);
    }

    public Task CreateTaskAsync(string name) =>
        SendAsync(
            HttpMethod.Post,
            Tasks,
            $$$"""
            {"apiVersion":"kubetask.io/v1alpha1","kind":"Task","metadata":{"name":"{{{name}}}"},"spec":{"description":"Update it."}}
            """
        );

    public Task DeleteTaskAsync(string name) => SendAsync(HttpMethod.Delete, $"{Tasks}/{name}", null);

    /// <summary>Creates Tasks, of which the first <paramref name="open"/> are new and the others have ended.</summary>
    public Task FillAsync(int count, int open)
    {
        string ended = Ended(TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        return Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = RequestsAtOnce },
            async (i, _) =>
            {
                string name = string.Create(CultureInfo.InvariantCulture, $"nightly-review-{1_764_000_000 + i}");
                await CreateTaskAsync(name);
                if (i >= open)
                    await SendAsync(HttpMethod.Patch, $"{Tasks}/{name}/status", ended);
            }
        );
    }

    /// <summary>
    /// The status of a Task that has just ended: one that ended long ago would be work, because its time to live is over.
    /// </summary>
    private static string Ended(string now) =>
        $$$"""
            {"status":{"phase":"Completed","startTime":"{{{now}}}","completionTime":"{{{now}}}","observedGeneration":1,
            "message":"the agent finished with exit code 0","conditions":[{"type":"Complete","status":"True","reason":"Completed",
            "message":"done","lastTransitionTime":"{{{now}}}"}]}}
            """;

    private string Tasks => $"apis/kubetask.io/v1alpha1/namespaces/{Namespace}/tasks";

    private async Task SendAsync(HttpMethod method, string path, string? json)
    {
        using var request = new HttpRequestMessage(method, new Uri(_admin.BaseUri, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        if (json is not null)
        {
            string type = method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json";
            request.Content = new StringContent(json, Encoding.UTF8, type);
        }

        if (_admin.Credentials is { } credentials)
            await credentials.ProcessHttpRequestAsync(request, CancellationToken.None);
        using HttpResponseMessage response = await _admin.HttpClient.SendAsync(request);
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException($"{method} {path}: {response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_pocket is null)
            await SendAsync(HttpMethod.Delete, $"api/v1/namespaces/{Namespace}", null);
        _admin.Dispose();
        if (_pocket is not null)
            await _pocket.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
