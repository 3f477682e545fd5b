using System.Text.Json.Nodes;

namespace KubeTask.Local.Tests.ApiServer;

public sealed class EvictionTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Eviction = """{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"p"}}""";

    [Fact]
    public async Task An_evicted_pod_is_marked_and_then_deleted_gracefully()
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        using HttpClient client = server.Client();
        await CreateAsync(client);

        (int code, JsonObject status) = await ServerFixture.SendAsync(client, "POST", $"{Pods}/p/eviction", Eviction);

        Assert.Equal((201, "Success"), (code, (string?)status["status"]));
        (int _, JsonObject pod) = await ServerFixture.SendAsync(client, "GET", $"{Pods}/p");
        Assert.Equal(30, (int?)pod["metadata"]!["deletionGracePeriodSeconds"]);
        JsonNode condition = Assert.Single(pod["status"]!["conditions"]!.AsArray())!;
        Assert.Equal(
            ("DisruptionTarget", "True", "EvictionByEvictionAPI", "Eviction API: evicting"),
            ((string?)condition["type"], (string?)condition["status"], (string?)condition["reason"], (string?)condition["message"])
        );
    }

    [Theory]
    [InlineData("""{"dryRun":["All"]}""", 201, false)]
    [InlineData("""{"preconditions":{"uid":"another"}}""", 409, false)]
    [InlineData("""{"preconditions":{"resourceVersion":"1"}}""", 409, false)]
    [InlineData("""{"preconditions":{"resourceVersion":"CURRENT"},"gracePeriodSeconds":5}""", 201, true)]
    public async Task An_eviction_honors_its_delete_options(string options, int expected, bool evicted)
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        using HttpClient client = server.Client();
        string revision = await CreateAsync(client);
        string body = Eviction[..^1] + ",\"deleteOptions\":" + options.Replace("CURRENT", revision, StringComparison.Ordinal) + "}";

        (int code, JsonObject _) = await ServerFixture.SendAsync(client, "POST", $"{Pods}/p/eviction", body);

        Assert.Equal(expected, code);
        (int _, JsonObject pod) = await ServerFixture.SendAsync(client, "GET", $"{Pods}/p");
        Assert.Equal(evicted, pod["metadata"]!["deletionTimestamp"] is not null);
        Assert.Equal(evicted, pod["status"]!["conditions"] is JsonArray { Count: > 0 });
    }

    [Fact]
    public async Task An_old_server_evicts_without_a_condition()
    {
        await using ServerFixture server = await ServerFixture.StartAsync(options => options with { OldJobs = true });
        using HttpClient client = server.Client();
        await CreateAsync(client);

        (int code, JsonObject _) = await ServerFixture.SendAsync(client, "POST", $"{Pods}/p/eviction", Eviction);

        Assert.Equal(201, code);
        (int _, JsonObject pod) = await ServerFixture.SendAsync(client, "GET", $"{Pods}/p");
        Assert.NotNull(pod["metadata"]!["deletionTimestamp"]);
        Assert.Null(pod["status"]!["conditions"]);
    }

    [Fact]
    public async Task A_pod_with_a_finalizer_stays_until_the_node_and_the_finalizer_are_done_in_either_order()
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        using HttpClient client = server.Client();
        foreach (bool nodeFirst in (bool[])[true, false])
        {
            await CreateAsync(client, ",\"finalizers\":[\"example.org/keep\"]");
            _ = await ServerFixture.SendAsync(client, "DELETE", $"{Pods}/p");

            await StepAsync(client, nodeFirst);
            Assert.Equal(200, (await ServerFixture.SendAsync(client, "GET", $"{Pods}/p")).Code);
            await StepAsync(client, !nodeFirst);
            Assert.Equal(404, (await ServerFixture.SendAsync(client, "GET", $"{Pods}/p")).Code);
        }
    }

    private static Task<(int Code, JsonObject Body)> StepAsync(HttpClient client, bool node) =>
        node
            ? ServerFixture.SendAsync(client, "DELETE", $"{Pods}/p?gracePeriodSeconds=0")
            : ServerFixture.SendAsync(client, "PATCH", $"{Pods}/p", """{"metadata":{"finalizers":null}}""", "application/merge-patch+json");

    private static async Task<string> CreateAsync(HttpClient client, string metadata = "")
    {
        (int code, JsonObject pod) = await ServerFixture.SendAsync(
            client,
            "POST",
            Pods,
            """{"metadata":{"name":"p" """ + metadata + """},"spec":{"nodeName":"n","containers":[{"name":"c","image":"i"}]}}"""
        );
        Assert.Equal(201, code);
        return (string)pod["metadata"]!["resourceVersion"]!;
    }
}
