using k8s;
using KubeTask.Scaler.Api;
using KubeTask.Scaler.Watching;
using Microsoft.AspNetCore.Http;
using static KubeTask.Scaler.Tests.Watching.Frames;

namespace KubeTask.Scaler.Tests.Watching;

/// <summary>The watch loop against a server that misbehaves by a script; the numbers are hazards.md's.</summary>
public sealed class ObjectWatchTests : IAsyncLifetime
{
    private readonly ObservedTasks _tasks = new();
    private readonly RecordingLogger<ObservedTask> _logger = new();
    private readonly CancellationTokenSource _stop = new();
    private ScriptedApiServer _server = null!;
    private KubernetesApi _api = null!;
    private Task _run = Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        _server = await ScriptedApiServer.StartAsync();
        _api = new KubernetesApi(new KubernetesClientConfiguration { Host = _server.Address });
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _stop.Dispose();
        _api.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Pages_are_followed_by_their_continue_token_and_the_watch_starts_at_the_list()
    {
        _server.List("10", Frames.TaskObject("a", 1), "next page/&").List("10", Frames.TaskObject("b", 2));
        Watch();
        await Seen("a@1 b@2");
        await Requested(3);
        string[] queries = Queries();
        Assert.Equal("?limit=500", queries[0]);
        Assert.Equal("?limit=500&continue=next%20page%2F%26", queries[1]);
        Assert.StartsWith("?watch=1&allowWatchBookmarks=true&resourceVersion=10&timeoutSeconds=", queries[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hazard_1_a_410_as_status_lists_again_and_drops_what_is_gone()
    {
        _server.List("10", Frames.TaskObject("a", 1) + "," + Frames.TaskObject("b", 2)).Refuse(410).List("20", Frames.TaskObject("b", 15));
        Watch();
        await Seen("b@15");
        await Requested(4);
        Assert.Contains("resourceVersion=20&", Queries()[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hazard_1_a_410_as_an_ERROR_event_lists_again_and_drops_what_is_gone()
    {
        _server
            .List("10", Frames.TaskObject("a", 1))
            .Watch(true, Added(Frames.TaskObject("b", 11)), Error(410))
            .List("20", Frames.TaskObject("c", 12));
        Watch();
        await Seen("c@12");
        Assert.Equal(2, _tasks.Lists.Count);
    }

    [Fact]
    public async Task Hazard_1_a_410_between_pages_starts_the_list_again()
    {
        _server.List("10", Frames.TaskObject("a", 1), "token").Refuse(410).List("20", Frames.TaskObject("b", 2));
        Watch();
        await Seen("b@2");
    }

    [Fact]
    public async Task Hazard_2_after_a_clean_end_the_watch_resumes_where_it_was_without_a_list()
    {
        _server.List("10").Watch(false, Added(Frames.TaskObject("a", 11))).Watch(true, Added(Frames.TaskObject("b", 12)));
        Watch();
        await Seen("a@11 b@12");
        Assert.Contains("resourceVersion=11&", Queries()[2], StringComparison.Ordinal);
        Assert.Single(_tasks.Lists);
    }

    [Fact]
    public async Task Hazard_2_the_watch_resumes_from_the_last_bookmark()
    {
        _server.List("10").Watch(false, Added(Frames.TaskObject("a", 11)), Bookmark(77));
        Watch();
        await Requested(3);
        Assert.Contains("resourceVersion=77&", Queries()[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hazard_2_a_silent_watch_is_closed_and_resumed()
    {
        _server.List("10").Watch(true, Added(Frames.TaskObject("a", 11))).Watch(true, Added(Frames.TaskObject("b", 12)));
        Watch(new WatchSettings { Silence = TimeSpan.FromMilliseconds(300), BackoffBase = TimeSpan.FromMilliseconds(10) });
        await Seen("a@11 b@12");
        Assert.Single(_tasks.Lists);
        await Eventually.That(() => _server.Open <= 1, "the silent watch is closed");
    }

    /// <summary>As a server before 1.21 is, which sends no bookmark before the end.</summary>
    [Fact]
    public async Task Hazard_2_a_watch_without_frames_is_reopened_as_often_as_needed_and_nothing_is_listed_again()
    {
        _server.List("10").Watch(true).Watch(true).Watch(true).Watch(true).Watch(true, Added(Frames.TaskObject("a", 11)));
        Watch(
            new WatchSettings
            {
                Silence = TimeSpan.FromMilliseconds(50),
                ShortWatch = TimeSpan.Zero,
                BackoffBase = TimeSpan.FromMinutes(10),
                BackoffCap = TimeSpan.FromMinutes(10),
            }
        );
        await Seen("a@11");
        Assert.Single(_tasks.Lists);
    }

    [Fact]
    public async Task Hazard_2_a_server_that_never_answers_a_list_is_given_up()
    {
        _server
            .Then(c => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, c.RequestAborted))
            .List("10", Frames.TaskObject("a", 1));
        Watch(new WatchSettings { ListTimeout = TimeSpan.FromMilliseconds(200), BackoffBase = TimeSpan.FromMilliseconds(10) });
        await Seen("a@1");
    }

    [Fact]
    public async Task Hazard_2_a_frame_cut_off_by_the_connection_is_sent_again_after_resuming()
    {
        _server
            .List("10")
            .Then(async context =>
            {
                await context.Response.WriteAsync(
                    Added(Frames.TaskObject("a", 11)) + "\n" + Added(Frames.TaskObject("b", 12))[..40],
                    context.RequestAborted
                );
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Eventually.That(() => _tasks.Seen == "a@11", "the whole frame is taken");
                context.Abort();
            })
            .Watch(true, Added(Frames.TaskObject("b", 12)));
        Watch();
        await Seen("a@11 b@12");
        Assert.Contains("resourceVersion=11&", Queries()[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Hazard_3_Retry_After_is_obeyed_on_list_and_watch(int code)
    {
        _server.Refuse(code, "1").List("10").Refuse(code, "1");
        Watch();
        await Requested(4);
        DateTimeOffset[] at = [.. _server.Requests.Select(r => r.At)];
        Assert.InRange((at[1] - at[0]).TotalSeconds, 0.99, 5);
        Assert.InRange((at[3] - at[2]).TotalSeconds, 0.99, 5);
    }

    [Fact]
    public async Task Hazard_5_doubled_and_reordered_events_leave_the_newest_state()
    {
        _server
            .List("10")
            .Watch(
                true,
                Modified(Frames.TaskObject("a", 13)),
                Added(Frames.TaskObject("a", 11)),
                Modified(Frames.TaskObject("a", 13)),
                Deleted(Frames.TaskObject("b", 15)),
                Added(Frames.TaskObject("b", 14)),
                Added(Frames.TaskObject("b", 14)),
                Deleted(Frames.TaskObject("c", 16, uid: "former")),
                Added(Frames.TaskObject("c", 17, uid: "new")),
                Deleted(Frames.TaskObject("c", 16, uid: "former")),
                Added(Frames.TaskObject("z", 20))
            );
        Watch();
        await Seen("a@13 c@17 z@20");
    }

    [Fact]
    public async Task The_watch_waits_for_a_resource_type_that_does_not_exist_yet()
    {
        _server.Refuse(404).Refuse(404).List("10", Frames.TaskObject("a", 1));
        Watch();
        await Seen("a@1");
        Assert.Contains(_logger.Lines, l => l.Contains("are the CRDs installed?", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_lost_its_history_is_listed_again()
    {
        _server.List("1000", Frames.TaskObject("a", 1)).Refuse(504).Refuse(504).Refuse(504).List("5", Frames.TaskObject("b", 2));
        Watch();
        await Seen("b@2");
    }

    [Fact]
    public async Task Watches_that_end_at_once_are_not_reopened_in_a_tight_loop()
    {
        _server.List("10");
        for (int i = 0; i < 50; i++)
            _server.Watch(false);
        Watch(new WatchSettings { BackoffBase = TimeSpan.FromMilliseconds(100) });
        await Requested(5);
        // Four ends in a row wait at least 50 + 100 + 200 ms.
        Assert.True(_server.Requests.Last().At - _server.Requests.First().At > TimeSpan.FromMilliseconds(300));
    }

    public static TheoryData<string> Poison =>
        new()
        {
            "{not json",
            "[]",
            "{}",
            """{"type":"ADDED"}""",
            """{"type":"ADDED","object":5}""",
            """{"type":"ADDED","object":{"metadata":{"name":"p"}}}""",
            """{"type":"ADDED","object":{"metadata":{"name":"p","namespace":7}}}""",
            """{"type":7,"object":{}}""",
            """{"type":"STRANGE","object":{}}""",
            """{"type":"ADDED","object":{"metadata":{"name":"\ud800","namespace":"ns"}}}""",
            """{"type":"BOOKMARK","object":{"metadata":null}}""",
            """{"type":"ADDED","object":{"status":{"conditions":[1]},"metadata":{"name":"p","namespace":"ns","uid":"u","""
                + """ "resourceVersion":"1"}}}""",
        };

    [Theory]
    [MemberData(nameof(Poison))]
    public async Task Hazard_23_an_unreadable_frame_is_skipped_and_the_next_is_taken(string poison)
    {
        _server.List("10").Watch(true, poison, Added(Frames.TaskObject("a", 11)));
        Watch();
        await Seen("a@11");
        Assert.Equal(2, _server.Requests.Count);
    }

    [Fact]
    public async Task Hazard_23_an_unreadable_item_of_a_list_is_skipped_and_named()
    {
        _server.List(
            "10",
            """{"metadata":{"name":"poi\nson","namespace":"ns","uid":{}},"spec":{"deep":[[1]]}},""" + Frames.TaskObject("a", 11)
        );
        Watch();
        await Seen("a@11");
        Assert.Contains(_logger.Lines, l => l.Contains(@"ns/poi\nson can't be read", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Hazard_23_a_large_object_that_arrives_in_many_reads_is_taken()
    {
        string large = Frames
            .TaskObject("a", 11)
            .Replace("\"description\":\"x\"", $"\"description\":\"{new string('é', 1 << 20)}\"", StringComparison.Ordinal);
        _server.List("10").Watch(true, Added(large), Added(Frames.TaskObject("b", 12)));
        Watch();
        await Seen("a@11 b@12");
    }

    private void Watch(WatchSettings? settings = null) =>
        _run = new ObjectWatch<ObservedTask>(
            _api,
            ObservedKinds.Tasks,
            _tasks,
            settings ?? new WatchSettings { BackoffBase = TimeSpan.FromMilliseconds(10) },
            TimeProvider.System,
            new Random(7),
            _logger
        ).RunAsync(_stop.Token);

    private Task Seen(string expected) => Eventually.That(() => _tasks.Seen == expected, $"{expected} is seen");

    private Task Requested(int count) => Eventually.That(() => _server.Requests.Count >= count, $"{count} requests");

    private string[] Queries() => [.. _server.Requests.Select(r => r.Query)];
}
