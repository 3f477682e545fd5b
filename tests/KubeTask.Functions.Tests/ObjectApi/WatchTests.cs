using System.Net;
using System.Text.Json.Nodes;
using KubeTask.Functions.Tests.TaskApi;

namespace KubeTask.Functions.Tests.ObjectApi;

/// <summary>Watches by server-sent events.</summary>
public sealed class WatchTests(FunctionsFixture functions) : IClassFixture<FunctionsFixture>
{
    private ApiCaller Viewer => new(functions.Http, Callers.Viewer);

    [Fact]
    public async Task A_watch_sends_the_list_then_synced_then_each_change()
    {
        await functions.Api.CreateNamespaceAsync("watched");
        await CreateTaskAsync("watched", "before");
        using WatchReading watch = await Viewer.WatchAsync("api/v1/namespaces/watched/tasks?watch=true");
        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (watch.Status, watch.MediaType));

        (string type, _, JsonObject data) = await watch.NextAsync();
        Assert.Equal(("added", "before"), (type, NameOf(data)));
        Assert.Null(data["metadata"]!["managedFields"]);
        Assert.Equal("synced", (await watch.NextAsync()).Type);

        await CreateTaskAsync("watched", "after");
        (type, string? id, data) = await watch.NextAsync();
        Assert.Equal(("added", "after", (string?)data["metadata"]!["resourceVersion"]), (type, NameOf(data), id));
        await functions.Api.MergeStatusAsync("Task", "watched", "after", "{phase: Failed, message: \"two\\nlines\"}");
        (type, _, data) = await watch.NextAsync();
        Assert.Equal(("modified", "two\nlines"), (type, (string?)data["status"]!["message"]));
        await functions.Api.DeleteAsync("Task", "watched", "after");
        Assert.Equal("deleted", (await watch.UntilAsync("deleted")).Type);
    }

    [Fact]
    public async Task A_watch_continues_after_the_last_event_and_sends_no_list()
    {
        await functions.Api.CreateNamespaceAsync("continued");
        await CreateTaskAsync("continued", "first");
        string? last;
        using (WatchReading watch = await Viewer.WatchAsync("api/v1/namespaces/continued/tasks?watch=true"))
            last = (await watch.UntilAsync("synced")).Id;
        await CreateTaskAsync("continued", "second");

        using WatchReading again = await Viewer.WatchAsync("api/v1/namespaces/continued/tasks?watch=true", last);

        (string type, _, JsonObject data) = await again.NextAsync();
        Assert.Equal(("added", "second"), (type, NameOf(data)));
    }

    [Fact]
    public async Task A_watch_of_all_namespaces_and_of_one_object_send_what_they_are_asked_for()
    {
        await functions.Api.CreateNamespaceAsync("one-of-many");
        await CreateTaskAsync("one-of-many", "wanted");
        await CreateTaskAsync("one-of-many", "unwanted");

        using WatchReading one = await Viewer.WatchAsync(
            "api/v1/namespaces/one-of-many/tasks?watch=true&fieldSelector=metadata.name%3Dwanted"
        );
        Assert.Equal("wanted", NameOf((await one.NextAsync()).Data));
        Assert.Equal("synced", (await one.NextAsync()).Type);

        using WatchReading all = await Viewer.WatchAsync("api/v1/tasks?watch=true&labelSelector=none%3Dsuch");
        Assert.Equal("synced", (await all.NextAsync()).Type);
    }

    [Fact]
    public async Task Who_may_list_but_not_watch_learns_it_from_the_stream_and_who_may_not_list_at_once()
    {
        await functions.Api.CreateNamespaceAsync("unwatched");
        var reader = new ApiCaller(functions.Http, Callers.Reader);
        using WatchReading watch = await reader.WatchAsync("api/v1/namespaces/unwatched/tasks?watch=true");
        Assert.Equal("synced", (await watch.NextAsync()).Type);
        (string type, _, JsonObject problem) = await watch.NextAsync();
        Assert.Equal(("error", 403), (type, (int)problem["status"]!));
        Assert.Contains("cannot watch", (string)problem["detail"]!, StringComparison.Ordinal);
        Assert.True(await watch.HasEndedAsync());

        (await new ApiCaller(functions.Http, Callers.Plain).GetAsync("api/v1/namespaces/unwatched/tasks?watch=true")).IsProblem(
            HttpStatusCode.Forbidden,
            "cannot list"
        );
    }

    [Fact]
    public async Task A_version_that_the_API_server_does_not_know_is_410_in_the_stream()
    {
        using WatchReading watch = await Viewer.WatchAsync("api/v1/namespaces/default/tasks?watch=true", "999999999");

        (string type, _, JsonObject problem) = await watch.NextAsync();

        Assert.Equal(("error", 410), (type, (int)problem["status"]!));
        Assert.Contains("begin anew", (string)problem["detail"]!, StringComparison.Ordinal);
        Assert.True(await watch.HasEndedAsync());
    }

    [Fact]
    public async Task A_Last_Event_ID_that_is_none_is_refused()
    {
        using WatchReading watch = await Viewer.WatchAsync("api/v1/namespaces/default/tasks?watch=true", "a/b");

        Assert.Equal(HttpStatusCode.BadRequest, watch.Status);
    }

    [Fact]
    public async Task A_watch_without_a_token_is_401() =>
        (await new ApiCaller(functions.Http, null).GetAsync("api/v1/tasks?watch=true")).IsProblem(
            HttpStatusCode.Unauthorized,
            "Authorization"
        );

    private Task CreateTaskAsync(string ns, string name) =>
        functions.Api.CreateAsync(
            ns,
            $"{{apiVersion: kubetask.io/v1alpha1, kind: Task, metadata: {{name: {name}}}, spec: {{description: d}}}}"
        );

    private static string NameOf(JsonObject value) => (string)value["metadata"]!["name"]!;
}
