using System.Text.Json.Nodes;

namespace KubeTask.Local.Tests.ApiServer;

public sealed class DeletionTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Pods = "/api/v1/namespaces/default/pods";

    [Theory]
    [InlineData("Background", "owner", "owned")]
    [InlineData("Foreground", "owned", "owner")]
    public async Task Dependents_are_deleted_with_their_owner_in_the_order_of_the_propagation_policy(
        string policy,
        string first,
        string second
    )
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        using HttpClient client = server.Client();
        await CreateOwnedAsync(client);
        using WatchReader watch = await WatchReader.OpenAsync(client, $"{ConfigMaps}?watch=true");
        _ = await ServerFixture.SendAsync(client, "DELETE", $"{ConfigMaps}/owner?propagationPolicy={policy}");
        var deleted = new List<string>();
        while (deleted.Count < 2)
        {
            string next = await watch.NextTextAsync();
            if (next.StartsWith("DELETED ", StringComparison.Ordinal))
                deleted.Add(next["DELETED ".Length..]);
        }

        Assert.Equal([first, second], deleted);
    }

    [Fact]
    public async Task Orphaned_dependents_stay_without_an_owner_reference()
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        using HttpClient client = server.Client();
        await CreateOwnedAsync(client);
        using WatchReader watch = await WatchReader.OpenAsync(client, $"{ConfigMaps}?watch=true&fieldSelector=metadata.name%3Downed");
        Assert.Equal("ADDED owned", await watch.NextTextAsync());
        _ = await ServerFixture.SendAsync(client, "DELETE", $"{ConfigMaps}/owner?propagationPolicy=Orphan");
        JsonObject? changed = await watch.NextAsync();
        Assert.Equal("MODIFIED", changed!["type"]!.GetValue<string>());
        Assert.Null(changed["object"]!["metadata"]!["ownerReferences"]);
    }

    [Fact]
    public async Task Deleting_a_pod_bound_to_a_node_waits_for_the_node()
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        using HttpClient client = server.Client();
        _ = await ServerFixture.SendAsync(
            client,
            "POST",
            Pods,
            """{"metadata":{"name":"p"},"spec":{"nodeName":"n","containers":[{"name":"c","image":"i"}]}}"""
        );
        (int _, JsonObject? marked) = await ServerFixture.SendAsync(client, "DELETE", $"{Pods}/p");
        Assert.Equal(30, marked["metadata"]!["deletionGracePeriodSeconds"]!.GetValue<int>());
        Assert.Equal(200, (await ServerFixture.SendAsync(client, "GET", $"{Pods}/p")).Code);
        _ = await ServerFixture.SendAsync(client, "DELETE", $"{Pods}/p?gracePeriodSeconds=0");
        Assert.Equal(404, (await ServerFixture.SendAsync(client, "GET", $"{Pods}/p")).Code);
    }

    [Fact]
    public async Task A_terminating_namespace_accepts_no_new_objects()
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        using HttpClient client = server.Client();
        _ = await ServerFixture.SendAsync(client, "POST", "/api/v1/namespaces", """{"metadata":{"name":"x"}}""");
        _ = await ServerFixture.SendAsync(
            client,
            "POST",
            "/api/v1/namespaces/x/configmaps",
            """{"metadata":{"name":"held","finalizers":["example.org/held"]}}"""
        );
        _ = await ServerFixture.SendAsync(client, "DELETE", "/api/v1/namespaces/x");
        (int code, JsonObject? status) = await ServerFixture.SendAsync(
            client,
            "POST",
            "/api/v1/namespaces/x/configmaps",
            """{"metadata":{"name":"new"}}"""
        );
        Assert.Equal(403, code);
        Assert.Equal(
            "configmaps \"new\" is forbidden: unable to create new content in namespace x because it is being terminated",
            status["message"]!.GetValue<string>()
        );
    }

    private static async Task CreateOwnedAsync(HttpClient client)
    {
        (int _, JsonObject? owner) = await ServerFixture.SendAsync(client, "POST", ConfigMaps, """{"metadata":{"name":"owner"}}""");
        string uid = owner["metadata"]!["uid"]!.GetValue<string>();
        (int code, JsonObject _) = await ServerFixture.SendAsync(
            client,
            "POST",
            ConfigMaps,
            $$$"""
            {"metadata":{"name":"owned","ownerReferences":[
              {"apiVersion":"v1","kind":"ConfigMap","name":"owner","uid":"{{{uid}}}","blockOwnerDeletion":true}]}}
            """
        );
        Assert.Equal(201, code);
    }
}
