using System.Net;

namespace KubeTask.Functions.Tests.TaskApi;

/// <summary>The Azure Functions host cuts a call that is silent for 240 s. Behind it, no answer is silent for so long.</summary>
public sealed class SilenceTests(FunctionsFixture functions) : IClassFixture<FunctionsFixture>, IAsyncLifetime
{
    private FunctionsProcess _impatient = null!;

    public async ValueTask InitializeAsync() =>
        _impatient = await functions.StartAnotherAsync(("FUNCTIONS_WORKER_RUNTIME", "custom"), ("KUBETASK_LONGEST_SILENCE_SECONDS", "1"));

    public ValueTask DisposeAsync() => _impatient.DisposeAsync();

    [Fact]
    public async Task A_wait_is_answered_with_the_Task_as_it_is_before_the_host_cuts_it()
    {
        FollowedTask task = await FollowedTask.CreateAsync(functions, "impatient-wait");
        await task.StartAsync();
        var caller = new Submitter(_impatient.Http, "impatient-wait", Callers.Submitter);

        Answer answer = await caller.GetAsync("/t?wait=10m");

        Assert.Equal((HttpStatusCode.OK, "Running"), (answer.Status, (string?)answer.Body["status"]!["phase"]));
        Assert.Contains("holds no answer for more than 1 s", Assert.Single(answer.Headers.GetValues("Warning")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_followed_log_without_output_says_so_and_goes_on()
    {
        FollowedTask task = await FollowedTask.CreateAsync(functions, "impatient-log");
        await task.StartAsync();
        using LogReading log = await task.FollowAsync(http: _impatient.Http);
        Assert.Equal("--- no output for 1 s ---", await log.LineAsync());

        await task.RunPodAsync("a", "half a line");
        task.EndLog("a");
        await task.EndAsync("Completed");

        string rest = await log.RestAsync();
        Assert.Contains("--- attempt 1: pod a ---\nhalf a line", rest, StringComparison.Ordinal);
        Assert.DoesNotContain("can't be followed", rest, StringComparison.Ordinal);
    }
}
