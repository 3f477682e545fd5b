extern alias local;
using System.Diagnostics;
using System.Net;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using k8s;
using KubeTask.Keda;
using KubeTask.Scaler.Hosting;
using KubeTask.Scaler.Index;
using KubeTask.Scaler.Index.Queue;
using PocketKube.ApiServer;
using local::KubeTask.Local.Cluster;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace KubeTask.Scaler.Bench;

/// <summary>
/// How soon KEDA's stream reports a Task that is created through the API server. Sockets, TLS and watch are as in a cluster; API server and
/// scaler run in this process.
/// </summary>
internal static class WakeBench
{
    public static async Task<IReadOnlyList<Figure>> RunAsync(int rounds)
    {
        string folder = Directory.CreateTempSubdirectory("kubetask-bench").FullName;
        var layout = RepositoryLayout.Find();
        await using PocketApiServer server = await PocketApiServer.StartAsync(
            new ApiServerOptions
            {
                CrdDirectory = layout.Crds,
                Users = LocalUsers.All(layout),
                Namespaces = ["kubetask-system"],
            },
            CancellationToken.None
        );
        await server.WriteKubeconfigAsync(Path.Combine(folder, "admin"), LocalUsers.Admin, CancellationToken.None);
        await server.WriteKubeconfigAsync(Path.Combine(folder, "scaler"), LocalUsers.Scaler, CancellationToken.None);
        var settings = new ScalerSettings
        {
            FunctionsUrl = new Uri("http://127.0.0.1:1"),
            Listen = IPAddress.Loopback,
            GrpcPort = 0,
            HttpPort = 0,
            Parallelism = 1,
            WatchSilence = TimeSpan.FromSeconds(150),
            JsonLog = false,
            ExitWithStdin = false,
        };
        await using WebApplication scaler = ScalerHost.Build(
            settings,
            KubernetesClientConfiguration.BuildConfigFromConfigFile(Path.Combine(folder, "scaler")),
            _ => { }
        );
        await scaler.StartAsync();
        await scaler.Services.GetRequiredService<WorkIndex>().Synced;
        using var admin = new k8s.Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(Path.Combine(folder, "admin")));
        using var channel = GrpcChannel.ForAddress(scaler.Urls.First());
        using AsyncServerStreamingCall<IsActiveResponse> stream = new ExternalScaler.ExternalScalerClient(channel).StreamIsActive(
            new ScaledObjectRef()
        );
        await stream.ResponseHeadersAsync;

        var waits = new List<double>();
        for (int i = 0; i < rounds; i++)
        {
            long started = Stopwatch.GetTimestamp();
            Task<bool> pushed = stream.ResponseStream.MoveNext(CancellationToken.None);
            await SendAsync(
                admin,
                HttpMethod.Post,
                "",
                $$$"""{"apiVersion":"kubetask.io/v1alpha1","kind":"Task","metadata":{"name":"t{{{i}}}"},"spec":{"description":"x"}}"""
            );
            await pushed;
            waits.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            await SendAsync(admin, HttpMethod.Delete, $"/t{i}", null);
            while (scaler.Services.GetRequiredService<WorkIndex>().Count(WorkFilter.All) > 0)
                await Task.Yield();
        }

        await scaler.StopAsync();
        Directory.Delete(folder, recursive: true);
        waits = [.. waits.Skip(rounds / 10).Order()];
        return [Percentile(50), Percentile(95), Percentile(99)];

        Figure Percentile(int p) =>
            new("wake", $"Task created to true on the stream, p{p}", waits.Count, waits[(waits.Count - 1) * p / 100], "ms");
    }

    private static async Task SendAsync(k8s.Kubernetes admin, HttpMethod method, string rest, string? json)
    {
        using var request = new HttpRequestMessage(
            method,
            new Uri(admin.BaseUri, "apis/kubetask.io/v1alpha1/namespaces/default/tasks" + rest)
        );
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        await admin.Credentials.ProcessHttpRequestAsync(request, CancellationToken.None);
        using HttpResponseMessage response = await admin.HttpClient.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }
}
