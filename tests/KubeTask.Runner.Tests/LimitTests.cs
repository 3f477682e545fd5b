using KubeTask.Runs;

namespace KubeTask.Runner.Tests;

/// <summary>What a run may use.</summary>
public sealed class LimitTests : IDisposable
{
    private const string Wait = "sleep 300 & wait";
    private readonly ProcessRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("KUBETASK_MAX_TOKENS", "200", "opencode", "opencode-tool", "The run used 380 tokens, and may use 200")]
    [InlineData("KUBETASK_MAX_COST_USD", "0.0002", "opencode", "opencode-tool", "The run cost 0.000368 US dollars, and may cost 0.0002")]
    [InlineData("KUBETASK_MAX_TURNS", "1", "claude", "claude-tool", "The model answered 2 times, and may answer 1 times")]
    [InlineData("KUBETASK_MAX_TOKENS", "100", "codex", "codex-answer", "The run used 190 tokens, and may use 100")]
    public async Task A_run_over_its_limit_is_ended(string variable, string limit, string agent, string stream, string message)
    {
        _run.Variables[variable] = limit;

        (int code, RunReport? report, _) = await _run.Fake(agent, $"{ProcessRun.Replay(stream)}; {Wait}").RunAsync("--agent", agent);

        Assert.Equal((1, RunReason.BudgetExceeded, message), (code, report!.Reason, report.Message));
    }

    [Theory]
    [InlineData("KUBETASK_MAX_TOKENS", "380")]
    [InlineData("KUBETASK_MAX_COST_USD", "0.000368")]
    [InlineData("KUBETASK_MAX_TURNS", "2")]
    public async Task A_run_at_its_limit_is_within_it(string variable, string limit)
    {
        _run.Variables[variable] = limit;

        Assert.Equal(0, (await _run.Fake("opencode", ProcessRun.Replay("opencode-tool")).RunAsync("--agent", "opencode")).Code);
    }
}
