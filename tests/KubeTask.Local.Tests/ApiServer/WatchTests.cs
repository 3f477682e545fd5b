using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;

namespace KubeTask.Local.Tests.ApiServer;

public sealed class WatchTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    [Fact]
    public async Task A_watch_resumes_after_the_resource_version_that_it_names()
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        using HttpClient client = server.Client();
        (int _, JsonObject? first) = await CreateAsync(client, "a");
        _ = await CreateAsync(client, "b");
        using WatchReader watch = await WatchReader.OpenAsync(
            client,
            $"{ConfigMaps}?watch=true&resourceVersion={first["metadata"]!["resourceVersion"]}"
        );
        Assert.Equal("ADDED b", await watch.NextTextAsync());
        _ = await ServerFixture.SendAsync(client, "DELETE", $"{ConfigMaps}/a");
        Assert.Equal("DELETED a", await watch.NextTextAsync());
    }

    [Fact]
    public async Task A_watch_without_a_resource_version_begins_with_existing_objects()
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        using HttpClient client = server.Client();
        _ = await CreateAsync(client, "a");
        using WatchReader watch = await WatchReader.OpenAsync(client, $"{ConfigMaps}?watch=true");
        Assert.Equal("ADDED a", await watch.NextTextAsync());
    }

    [Fact]
    public async Task A_watch_from_before_the_history_gets_410_as_an_ERROR_event_and_ends()
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        using HttpClient client = server.Client();
        _ = await CreateAsync(client, "a");
        server.Host.Compact();
        using WatchReader watch = await WatchReader.OpenAsync(client, $"{ConfigMaps}?watch=true&resourceVersion=1");
        JsonObject? error = await watch.NextAsync();
        Assert.Equal("ERROR", error!["type"]!.GetValue<string>());
        Assert.Equal(410, error["object"]!["code"]!.GetValue<int>());
        Assert.Equal("Expired", error["object"]!["reason"]!.GetValue<string>());
        Assert.Null(await watch.NextAsync());
    }

    [Fact]
    public async Task Compaction_also_applies_to_resources_without_objects()
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        using HttpClient client = server.Client();
        server.Host.Compact();
        _ = await CreateAsync(client, "a");
        using WatchReader watch = await WatchReader.OpenAsync(client, $"{ConfigMaps}?watch=true&resourceVersion=1");
        JsonObject? error = await watch.NextAsync();
        Assert.Equal("ERROR", error!["type"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_watch_from_before_the_history_gets_HTTP_410_if_the_server_is_set_so()
    {
        await using ServerFixture server = await ServerFixture.StartAsync(o => o with { Watch = o.Watch with { ExpiredAsStatus = true } });
        using HttpClient client = server.Client();
        _ = await CreateAsync(client, "a");
        server.Host.Compact();
        (int code, JsonObject? status) = await ServerFixture.SendAsync(client, "GET", $"{ConfigMaps}?watch=true&resourceVersion=1");
        Assert.Equal(410, code);
        Assert.Equal("Expired", status["reason"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_full_watch_history_drops_its_oldest_changes()
    {
        await using ServerFixture server = await ServerFixture.StartAsync(o => o with { Watch = o.Watch with { HistoryLength = 2 } });
        using HttpClient client = server.Client();
        (int _, JsonObject? a) = await CreateAsync(client, "a");
        (int _, JsonObject? b) = await CreateAsync(client, "b");
        _ = await CreateAsync(client, "c");
        _ = await CreateAsync(client, "d");
        using WatchReader kept = await WatchReader.OpenAsync(
            client,
            $"{ConfigMaps}?watch=true&resourceVersion={b["metadata"]!["resourceVersion"]}"
        );
        Assert.Equal("ADDED c", await kept.NextTextAsync());
        Assert.Equal("ADDED d", await kept.NextTextAsync());
        _ = await CreateAsync(client, "e");
        using WatchReader lost = await WatchReader.OpenAsync(
            client,
            $"{ConfigMaps}?watch=true&resourceVersion={a["metadata"]!["resourceVersion"]}"
        );
        Assert.Equal("ERROR", (await lost.NextAsync())!["type"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_object_that_enters_or_leaves_a_selector_is_added_or_deleted_for_the_watcher()
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        using HttpClient client = server.Client();
        using WatchReader watch = await WatchReader.OpenAsync(client, $"{ConfigMaps}?watch=true&labelSelector=on%3Dyes");
        _ = await CreateAsync(client, "a");
        await LabelAsync(client, "a", "yes");
        Assert.Equal("ADDED a", await watch.NextTextAsync());
        await LabelAsync(client, "a", "no");
        JsonObject? left = await watch.NextAsync();
        Assert.Equal("DELETED", left!["type"]!.GetValue<string>());
        Assert.Equal("yes", left["object"]!["metadata"]!["labels"]!["on"]!.GetValue<string>());
    }

    [Fact]
    public async Task Bookmarks_arrive_at_intervals_and_before_a_watch_times_out()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using ServerFixture server = await ServerFixture.StartAsync(o => o with { TimeProvider = clock });
        using HttpClient client = server.Client();
        (int _, JsonObject? made) = await CreateAsync(client, "a");
        using WatchReader watch = await WatchReader.OpenAsync(
            client,
            $"{ConfigMaps}?watch=true&allowWatchBookmarks=true&timeoutSeconds=90"
        );
        Assert.Equal("ADDED a", await watch.NextTextAsync());

        // The watch sets its alarms right after it has flushed what there is; each step is far smaller than what they measure.
        Task<JsonObject?> next = watch.NextAsync();
        while (!next.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(next, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken));
        }

        JsonObject? bookmark = await next;
        Assert.Equal("BOOKMARK", bookmark!["type"]!.GetValue<string>());
        Assert.True(
            long.Parse(
                bookmark["object"]!["metadata"]!["resourceVersion"]!.GetValue<string>(),
                System.Globalization.CultureInfo.InvariantCulture
            ) >= long.Parse(made["metadata"]!["resourceVersion"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture)
        );
        clock.Advance(TimeSpan.FromSeconds(90));
        Assert.Equal("BOOKMARK", (await watch.NextAsync())!["type"]!.GetValue<string>());
        while (await watch.NextAsync() is { } more)
            Assert.Equal("BOOKMARK", more["type"]!.GetValue<string>());
    }

    private static Task<(int Code, System.Text.Json.Nodes.JsonObject Body)> CreateAsync(HttpClient client, string name) =>
        ServerFixture.SendAsync(client, "POST", ConfigMaps, $$$"""{"metadata":{"name":"{{{name}}}"}}""");

    private static async Task LabelAsync(HttpClient client, string name, string value)
    {
        (int code, JsonObject _) = await ServerFixture.SendAsync(
            client,
            "PATCH",
            $"{ConfigMaps}/{name}",
            $$$$"""{"metadata":{"labels":{"on":"{{{{value}}}}"}}}""",
            "application/merge-patch+json"
        );
        Assert.Equal(200, code);
    }
}
