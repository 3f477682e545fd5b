using KubeTask.Runs;

namespace KubeTask.Runner.Tests;

/// <summary>Signals, and processes that agents leave behind.</summary>
public sealed class SignalTests : IDisposable
{
    private readonly ProcessRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("TERM", 143)]
    [InlineData("INT", 130)]
    public async Task A_signal_reaches_the_agent_and_what_it_started(string signal, int code)
    {
        _run.Fake("claude", $"sh -c \"trap 'echo child got it; exit 0' {signal}; echo ready; sleep 300 & wait\"; true");
        _run.Start("--agent", "claude");
        await _run.UntilLogHasAsync("ready");

        _run.Signal(signal);

        (int ended, RunReport? report, _) = await _run.EndAsync();
        Assert.Equal((code, RunReason.Stopped), (ended, report!.Reason));
        Assert.Contains("child got it", _run.Log);
    }

    [Fact]
    public async Task A_killed_runner_leaves_the_report_that_it_wrote_when_the_signal_came()
    {
        _run.Fake("claude", "trap 'echo still here' TERM; echo ready; while :; do sleep 300 & wait; done");
        _run.Start("--agent", "claude");
        await _run.UntilLogHasAsync("ready");
        _run.Signal("TERM");
        await Eventually.That(() => File.Exists(_run.ReportFile) && new FileInfo(_run.ReportFile).Length > 0, "there is a report");

        (RunReport? report, _) = RunReport.Read(await File.ReadAllTextAsync(_run.ReportFile, TestContext.Current.CancellationToken));

        Assert.Equal(RunReason.Stopped, report!.Reason);
    }

    [Fact]
    public async Task A_process_that_keeps_the_output_open_does_not_keep_the_run_open()
    {
        string script = $"{ProcessRun.Replay("gemini-answer")}; setsid sleep 20 & sleep 0";

        (int code, _, string? text) = await _run.Fake("gemini", script).RunAsync("--agent", "gemini");

        Assert.Equal((0, "The answer is 42."), (code, text));
    }
}
