using System.Net;

namespace KubeTask.Functions.Tests.TaskApi;

/// <summary>A followed log goes from attempt to attempt, until the Task has ended.</summary>
public sealed class FollowedLogTests(FunctionsFixture functions) : IClassFixture<FunctionsFixture>
{
    // hazards.md, row 50
    [Fact]
    public async Task Hazard_50_a_followed_log_continues_with_each_further_attempt_and_ends_with_the_Task()
    {
        FollowedTask task = await FollowedTask.CreateAsync(functions, "attempts");
        await task.StartAsync();
        await task.RunPodAsync("a", "one\n");
        using LogReading log = await task.FollowAsync();
        Assert.Equal("one", await log.LineAsync());

        task.EndLog("a");
        await task.RetryAsync();
        await task.StartAsync();
        await task.RunPodAsync("b", "two\n");
        Assert.Equal("--- attempt 2: pod b ---", await log.LineAsync());
        Assert.Equal("two", await log.LineAsync());

        task.EndLog("b");
        await task.RetryAsync();
        await task.StartAsync();
        await task.RunPodAsync("c", "three\n");
        Assert.Equal("--- attempt 3: pod c ---", await log.LineAsync());
        Assert.Equal("three", await log.LineAsync());

        task.EndLog("c");
        await task.EndAsync("Completed");
        Assert.Null(await log.LineAsync());
    }

    // hazards.md, row 50
    [Fact]
    public async Task Hazard_50_a_followed_log_goes_on_while_the_Task_waits_for_its_next_attempt()
    {
        FollowedTask task = await FollowedTask.CreateAsync(functions, "backoff");
        await task.StartAsync();
        await task.RunPodAsync("a", "one\n");
        task.EndLog("a");
        await task.RetryAsync();

        // The latest attempt that has a pod comes first.
        using LogReading log = await task.FollowAsync();
        Assert.Equal("one", await log.LineAsync());
        await task.StartAsync();
        await task.RunPodAsync("b", "two\n");
        task.EndLog("b");
        await task.EndAsync();

        Assert.Equal("--- attempt 2: pod b ---\ntwo\n", await log.RestAsync());
    }

    [Fact]
    public async Task A_followed_log_waits_for_the_Job_and_for_the_agent()
    {
        FollowedTask task = await FollowedTask.CreateAsync(functions, "early");
        Task<LogReading> following = task.FollowAsync();
        await task.StartAsync();
        await task.CreatePodAsync("a");
        Assert.False(following.IsCompleted);
        await task.WriteLogAsync("a", "one\n");

        using LogReading log = await following;
        Assert.Equal("one", await log.LineAsync());
        task.EndLog("a");
        await task.EndAsync("Completed");
        Assert.Null(await log.LineAsync());
    }

    [Fact]
    public async Task An_attempt_whose_agent_never_started_has_no_log_and_the_next_one_is_followed()
    {
        FollowedTask task = await FollowedTask.CreateAsync(functions, "never-started");
        await task.StartAsync();
        await task.CreatePodAsync("a");
        Task<LogReading> following = task.FollowAsync();
        await task.RetryAsync();
        await task.StartAsync();
        await task.RunPodAsync("b", "two\n");
        using LogReading log = await following;
        Assert.Equal("two", await log.LineAsync());
        task.EndLog("b");
        await task.RetryAsync();
        await task.StartAsync();
        await task.RetryAsync();
        await task.StartAsync();
        await task.RunPodAsync("d", "four\n");
        task.EndLog("d");
        await task.EndAsync();

        Assert.Equal("--- attempt 3: no log ---\n--- attempt 4: pod d ---\nfour\n", await log.RestAsync());
    }

    [Fact]
    public async Task A_second_pod_of_one_attempt_is_followed_after_the_first()
    {
        FollowedTask task = await FollowedTask.CreateAsync(functions, "replaced");
        await task.StartAsync();
        await task.RunPodAsync("a", "one\n");
        using LogReading log = await task.FollowAsync();
        Assert.Equal("one", await log.LineAsync());
        task.EndLog("a");
        await task.RunPodAsync("b", "again\n");
        task.EndLog("b");

        Assert.Equal("--- attempt 1: pod b ---", await log.LineAsync());
        Assert.Equal("again", await log.LineAsync());
        await task.EndAsync();
        Assert.Null(await log.LineAsync());
    }

    [Fact]
    public async Task A_line_between_two_logs_stands_alone_even_if_the_first_log_ends_within_a_line()
    {
        FollowedTask task = await FollowedTask.CreateAsync(functions, "half-line");
        await task.StartAsync();
        await task.RunPodAsync("a", "one");
        task.EndLog("a");
        using LogReading log = await task.FollowAsync();
        await task.RetryAsync();
        await task.StartAsync();
        await task.RunPodAsync("b", "two");
        task.EndLog("b");
        await task.EndAsync();

        Assert.Equal("one\n--- attempt 2: pod b ---\ntwo", await log.RestAsync());
    }

    [Fact]
    public async Task The_log_of_one_attempt_can_be_read_and_followed()
    {
        FollowedTask task = await FollowedTask.CreateAsync(functions, "one-attempt");
        await task.StartAsync();
        await task.RunPodAsync("a", "one\n");
        task.EndLog("a");
        await task.RetryAsync();
        await task.StartAsync();
        var caller = new Submitter(functions.Http, "one-attempt", Callers.Submitter);

        Assert.Equal("one\n", (await caller.GetAsync("/t/logs")).Text);
        Assert.Equal("one\n", (await caller.GetAsync("/t/logs?attempt=1&follow=true")).Text);
        (await caller.GetAsync("/t/logs?attempt=2")).IsProblem(HttpStatusCode.NotFound, "attempt 2 of Task t has no log yet");
        (await caller.GetAsync("/t/logs?attempt=3")).IsProblem(
            HttpStatusCode.NotFound,
            "Task t has no attempt 3 yet: there are 2, up to attempt=2"
        );
        await task.RunPodAsync("b", "first\nlast\n");
        Assert.Equal("first\nlast\n", (await caller.GetAsync("/t/logs")).Text);
        Assert.Equal("last\n", (await caller.GetAsync("/t/logs?attempt=2&tailLines=1")).Text);
        Assert.Equal("one\n", (await caller.GetAsync("/t/logs?attempt=1")).Text);

        Task<Answer> third = caller.GetAsync("/t/logs?attempt=3&follow=true");
        task.EndLog("b");
        await task.EndAsync();
        (await third).IsProblem(HttpStatusCode.NotFound, "Task t has no attempt 3: there are 2");
    }

    [Fact]
    public async Task Only_the_first_of_several_followed_logs_is_cut_to_its_last_lines()
    {
        FollowedTask task = await FollowedTask.CreateAsync(functions, "tail");
        await task.StartAsync();
        await task.RunPodAsync("a", "one\ntwo\n");
        task.EndLog("a");
        using LogReading log = await task.FollowAsync("&tailLines=1");
        await task.RetryAsync();
        await task.StartAsync();
        await task.RunPodAsync("b", "three\nfour\n");
        task.EndLog("b");
        await task.EndAsync();

        Assert.Equal("two\n--- attempt 2: pod b ---\nthree\nfour\n", await log.RestAsync());
    }

    [Fact]
    public async Task A_pod_of_an_earlier_Task_with_the_same_name_is_not_followed()
    {
        await functions.Api.CreateNamespaceAsync("earlier");
        functions.Clock.Shift = TimeSpan.FromHours(-1);
        var task = new FollowedTask(functions, "earlier");
        await task.RunPodAsync("old", "old\n");
        functions.Clock.Shift = TimeSpan.Zero;
        await FollowedTask.CreateAsync(functions, "earlier");
        await task.StartAsync();
        Task<LogReading> following = task.FollowAsync();
        await task.RunPodAsync("new", "new\n");
        task.EndLog("new");
        await task.EndAsync();

        using LogReading log = await following;
        Assert.Equal("new\n", await log.RestAsync());
    }

    [Fact]
    public async Task A_followed_log_ends_with_a_Task_that_is_deleted_and_says_so()
    {
        FollowedTask task = await FollowedTask.CreateAsync(functions, "deleted");
        await task.StartAsync();
        await task.RunPodAsync("a", "one\n");
        using LogReading log = await task.FollowAsync();
        task.EndLog("a");
        await task.DeleteAsync();

        Assert.Equal("one\n--- Task t was deleted ---\n", await log.RestAsync());
    }

    [Fact]
    public async Task A_client_that_leaves_ends_the_request_to_the_API_server()
    {
        FollowedTask task = await FollowedTask.CreateAsync(functions, "leaves");
        await task.StartAsync();
        await task.RunPodAsync("a", "one\n");
        LogReading log = await task.FollowAsync();
        Assert.Equal("one", await log.LineAsync());
        Assert.Equal(1, functions.PodLogs.Followers);

        log.Dispose();

        await Eventually.That(() => functions.PodLogs.Followers == 0, "nobody follows the log");
    }

    [Fact]
    public async Task A_caller_who_may_not_watch_can_read_a_log_and_is_refused_to_follow_it()
    {
        FollowedTask task = await FollowedTask.CreateAsync(functions, "reader");
        await task.StartAsync();
        await task.RunPodAsync("a", "one\n");
        var reader = new Submitter(functions.Http, "reader", Callers.Reader);

        Assert.Equal("one\n", (await reader.GetAsync("/t/logs")).Text);
        (await reader.GetAsync("/t/logs?follow=true")).IsProblem(
            HttpStatusCode.Forbidden,
            "User \"reader\" cannot watch resource \"tasks\""
        );
        task.EndLog("a");
        await task.EndAsync();
        Assert.Equal("one\n", (await reader.GetAsync("/t/logs?follow=true")).Text);
    }
}
