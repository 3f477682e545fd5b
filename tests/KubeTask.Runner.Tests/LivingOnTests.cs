using KubeTask.Runs;

namespace KubeTask.Runner.Tests;

/// <summary>Agents whose process stays after their result.</summary>
public sealed class LivingOnTests : IDisposable
{
    private const string Wait = "sleep 300 & wait";
    private readonly ProcessRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task An_agent_that_lives_on_after_its_result_is_ended_and_its_result_is_kept()
    {
        (int code, RunReport? report, string? text) = await _run.Fake("claude", $"{ProcessRun.Replay("claude-answer")}; {Wait}")
            .RunAsync("--agent", "claude");

        Assert.Equal((0, null, "The answer is 42."), (code, report!.Reason, text));
    }

    [Fact]
    public async Task An_agent_that_lives_on_after_a_failure_has_failed()
    {
        (int code, RunReport? report, _) = await _run.Fake("codex", $"{ProcessRun.Replay("codex-500")}; {Wait}")
            .RunAsync("--agent", "codex");

        Assert.Equal((1, RunReason.AgentError), (code, report!.Reason));
    }
}
