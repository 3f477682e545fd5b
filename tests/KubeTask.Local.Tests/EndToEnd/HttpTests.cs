using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using KubeTask.Local.Cluster;
using KubeTask.Local.Keda;

namespace KubeTask.Local.Tests.EndToEnd;

/// <summary>Tasks over HTTP through the activator, on clusters whose functions sleep: the requests themselves wake them.</summary>
[Collection(nameof(ProcessTests))]
public sealed class HttpTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_waiting_submission_from_zero_is_answered_with_the_completed_Task()
    {
        using var state = new StateFolder();
        await using LocalCluster cluster = await ClusterFixture.StartAsync(state, TimeSpan.FromSeconds(1));
        using Space space = await Space.CreateAsync(cluster.Kubeconfig, "http", "echo hello");
        using HttpClient http = await ClientAsync(cluster);
        Assert.Equal(0, cluster.Replicas.Current.Running);

        using HttpResponseMessage answer = await http.PostAsync(
            new Uri("api/v1/namespaces/http/tasks?wait=60s", UriKind.Relative),
            new StringContent("description: Say hello\nname: first\n", Encoding.UTF8, "application/yaml"),
            Cancellation
        );

        JsonObject task = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!.AsObject();
        Assert.Equal((HttpStatusCode.Created, "Completed"), (answer.StatusCode, (string?)task["status"]?["phase"]));
        Assert.Equal(
            "hello\n",
            await http.GetStringAsync(new Uri("api/v1/namespaces/http/tasks/first/logs", UriKind.Relative), Cancellation)
        );
        await Eventually.That(() => cluster.Replicas.Current is { Desired: 0, Running: 0, Ready: 0 }, "no function");
    }

    [Fact]
    public async Task A_followed_log_keeps_the_functions_awake_until_it_ends()
    {
        using var state = new StateFolder();
        await using LocalCluster cluster = await ClusterFixture.StartAsync(state, TimeSpan.FromSeconds(1));
        var changes = new ConcurrentQueue<ReplicaChange>();
        Task reading = ReadAsync(cluster.Replicas, changes);
        // Silent for longer than the cooldown and two polls: nothing but the open request tells that somebody listens.
        using Space space = await Space.CreateAsync(cluster.Kubeconfig, "follow", "echo begun; sleep 5; echo done");
        using HttpClient http = await ClientAsync(cluster);
        var tasks = new Uri("api/v1/namespaces/follow/tasks", UriKind.Relative);
        using HttpResponseMessage created = await http.PostAsync(
            tasks,
            new StringContent("""{"description": "Take your time", "name": "slow"}""", Encoding.UTF8, "application/json"),
            Cancellation
        );
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);

        using HttpResponseMessage log = await http.GetAsync(
            new Uri(tasks.OriginalString + "/slow/logs?follow=true", UriKind.Relative),
            HttpCompletionOption.ResponseHeadersRead,
            Cancellation
        );
        using var lines = new StreamReader(await log.Content.ReadAsStreamAsync(Cancellation));
        Assert.Equal("begun", await lines.ReadLineAsync(Cancellation));
        int before = changes.Count;
        Assert.Equal("done", await lines.ReadLineAsync(Cancellation));

        Assert.DoesNotContain(changes.Skip(before), c => c.Desired == 0);
        Assert.Null(await lines.ReadLineAsync(Cancellation));
        await Eventually.That(() => cluster.Replicas.Current is { Desired: 0, Running: 0, Ready: 0 }, "no function");
        await cluster.DisposeAsync();
        await reading;
    }

    [Fact]
    public async Task Hazard_46_a_log_that_is_too_long_is_read_over_HTTP_with_its_end_and_the_number_of_bytes_that_were_cut()
    {
        using var state = new StateFolder();
        await using LocalCluster cluster = await ClusterFixture.StartAsync(state, TimeSpan.FromSeconds(1));
        using Space space = await Space.CreateAsync(
            cluster.Kubeconfig,
            "loud",
            "head -c 12000000 /dev/zero | tr \"\\0\" x | fold -w 999; echo; echo the end"
        );
        using HttpClient http = await ClientAsync(cluster);
        var tasks = new Uri("api/v1/namespaces/loud/tasks?wait=60s", UriKind.Relative);
        using HttpResponseMessage created = await http.PostAsync(
            tasks,
            new StringContent("""{"description": "Be loud", "name": "loud"}""", Encoding.UTF8, "application/json"),
            Cancellation
        );
        Assert.Contains("Completed", await created.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);

        string log = await http.GetStringAsync(new Uri("api/v1/namespaces/loud/tasks/loud/logs", UriKind.Relative), Cancellation);

        string[] parts = log.Split('\n', 2);
        string cut = parts[0].Split(' ')[0].TrimStart('[');
        Assert.Contains("bytes were cut here", parts[0], StringComparison.Ordinal);
        Assert.Equal(Output, int.Parse(cut, CultureInfo.InvariantCulture) + parts[1].Length);
        Assert.EndsWith("x\nthe end\n", parts[1], StringComparison.Ordinal);
    }

    /// <summary>12,000,000 characters in lines of 999, and the last line.</summary>
    private const int Output = 12_000_000 + 12_012 + 1 + 8;

    private static async Task<HttpClient> ClientAsync(LocalCluster cluster)
    {
        var http = new HttpClient { BaseAddress = cluster.Submissions, Timeout = TimeSpan.FromSeconds(90) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            await File.ReadAllTextAsync(cluster.TokenFile, Cancellation)
        );
        return http;
    }

    private static async Task ReadAsync(FunctionReplicas replicas, ConcurrentQueue<ReplicaChange> changes)
    {
        await foreach (ReplicaChange change in replicas.Subscribe().ReadAllAsync())
            changes.Enqueue(change);
    }
}
