using KubeTask.Runs;

namespace KubeTask.Runner.Tests;

/// <summary>Agents that write nothing any more.</summary>
public sealed class StallTests : IDisposable
{
    private const string Wait = "sleep 300 & wait";
    private readonly ProcessRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task An_agent_that_stalls_is_ended()
    {
        _run.Variables["KUBETASK_STALL_SECONDS"] = "1";

        (int code, RunReport? report, _) = await _run.Fake("gemini", $"{ProcessRun.Replay("gemini-hang")}; {Wait}")
            .RunAsync("--agent", "gemini");

        Assert.Equal((1, RunReason.Stalled), (code, report!.Reason));
        Assert.Equal("gemini wrote nothing for 1 s (KUBETASK_STALL_SECONDS)", report.Message);
    }

    [Fact]
    public async Task An_agent_that_ignores_SIGTERM_is_killed()
    {
        _run.Variables["KUBETASK_STALL_SECONDS"] = "1";
        _run.Fake("codex", "trap '' TERM; echo deaf; while :; do sleep 300 & wait; done");

        (int code, RunReport? report, _) = await _run.RunAsync("--agent", "codex");

        Assert.Equal((1, RunReason.Stalled), (code, report!.Reason));
        Assert.Contains("kubetask-run: codex is still there 10 s after SIGTERM, and is killed", _run.Log);
    }
}
