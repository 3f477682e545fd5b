using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace KubeTask.Local.Tests.EndToEnd;

/// <summary>A log that is followed through the activator, with functions, Jobs and pods behind it.</summary>
[Collection(nameof(ClusterFixture))]
public sealed partial class FollowedLogTests(ClusterFixture cluster)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // hazards.md, row 50
    [Fact]
    public async Task Hazard_50_the_log_of_a_Task_that_is_retried_has_every_attempt_and_ends_with_the_Task()
    {
        using Space space = await Space.CreateAsync(cluster.Kubeconfig, "follow-retries", "echo try; exit 3");
        using HttpClient http = await ClientAsync();
        // The log is followed from before the first Job: the functions are asleep.
        await space.ApplyAsync(Space.Task("flaky", "description: x, retry: {limit: 2, backoffSeconds: 1}"));

        string log = await http.GetStringAsync(
            new Uri("api/v1/namespaces/follow-retries/tasks/flaky/logs?follow=true", UriKind.Relative),
            Cancellation
        );

        Assert.Matches(ThreeAttempts(), log);
        Assert.Equal("Failed", await space.FieldAsync("task/flaky", ".status.phase"));
        Assert.Equal(
            "try\n",
            await http.GetStringAsync(
                new Uri("api/v1/namespaces/follow-retries/tasks/flaky/logs?attempt=1", UriKind.Relative),
                Cancellation
            )
        );
    }

    // hazards.md, row 50
    [Fact]
    public async Task Hazard_50_the_log_of_a_Task_that_is_stopped_between_two_attempts_ends()
    {
        using Space space = await Space.CreateAsync(cluster.Kubeconfig, "follow-stopped", "echo try; exit 3");
        using HttpClient http = await ClientAsync();
        await space.ApplyAsync(Space.Task("flaky", "description: x, retry: {limit: 2, backoffSeconds: 600}"));
        Task<string> following = http.GetStringAsync(
            new Uri("api/v1/namespaces/follow-stopped/tasks/flaky/logs?follow=true", UriKind.Relative),
            Cancellation
        );
        await space.RunAsync("wait", "--for=jsonpath={.status.attempts[0].reason}=AgentFailed", "--timeout=90s", "task/flaky");
        Assert.False(following.IsCompleted);

        using HttpResponseMessage stopped = await http.PostAsync(
            new Uri("api/v1/namespaces/follow-stopped/tasks/flaky/stop?wait=25s", UriKind.Relative),
            new StringContent("", Encoding.UTF8),
            Cancellation
        );

        Assert.True(stopped.IsSuccessStatusCode);
        Assert.Equal("try\n", await following);
    }

    private async Task<HttpClient> ClientAsync()
    {
        var http = new HttpClient { BaseAddress = cluster.Cluster.Submissions, Timeout = TimeSpan.FromSeconds(60) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            await File.ReadAllTextAsync(cluster.Cluster.TokenFile, Cancellation)
        );
        return http;
    }

    [GeneratedRegex(@"\Atry\n--- attempt 2: pod flaky-job-2-\S+ ---\ntry\n--- attempt 3: pod flaky-job-3-\S+ ---\ntry\n\z")]
    private static partial Regex ThreeAttempts();
}
