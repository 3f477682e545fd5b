using KubeTask.Runs;

namespace KubeTask.Runner.Tests;

/// <summary>kubetask-run with agents that are shell scripts and replay recorded streams.</summary>
public sealed class RunTests : IDisposable
{
    private readonly ProcessRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task A_run_reports_its_result_and_usage()
    {
        (int code, RunReport? report, string? text) = await _run.Fake("claude", ProcessRun.Replay("claude-tool"))
            .RunAsync("--agent", "claude");

        Assert.Equal((0, "The file is there.", "claude", null), (code, text, report!.Agent, report.Reason));
        Assert.Equal((380L, 0.002216m, 2), (report.Usage!.TotalTokens, report.Usage.CostUsd, report.Turns));
        Assert.Contains("<- made it", _run.Log);
        Assert.DoesNotContain(_run.Log, l => l.StartsWith('{'));
    }

    [Fact]
    public async Task The_agent_gets_its_arguments_and_no_input()
    {
        _run.Fake("codex", "for a; do echo \"[$a]\"; done; read x; echo \"read $?\"").Task("Say 'it'\n--now");

        (int code, _, _) = await _run.RunAsync("--agent", "codex", "--", "-m", "o9");

        Assert.Equal(0, code);
        Assert.Equal(
            [
                "[exec]",
                "[--json]",
                "[--skip-git-repo-check]",
                "[--dangerously-bypass-approvals-and-sandbox]",
                "[-m]",
                "[o9]",
                "[--]",
                "[Say 'it'",
                "--now]",
                "read 1",
            ],
            _run.Log.Take(10)
        );
    }

    [Fact]
    public async Task An_agent_works_in_the_workspace_wherever_it_is_started()
    {
        _run.Fake("opencode", "pwd; echo \"$PWD\"; ls task.md");
        _run.StartFolder = "/";

        Assert.Equal(0, (await _run.RunAsync("--agent", "opencode")).Code);

        string folder = _run.Folder.FullName;
        Assert.Equal([folder, folder, "task.md"], _run.Log.Take(3));
    }

    [Fact]
    public async Task A_task_that_is_too_large_for_an_argument_is_read_by_the_agent()
    {
        _run.Fake("gemini", "for a; do echo \"$a\"; done").Task(new string('x', 200_000));

        Assert.Equal(0, (await _run.RunAsync("--agent=gemini")).Code);

        string file = Path.Combine(_run.Folder.FullName, "task.md");
        Assert.Contains($"--prompt=Do the task that is described in {file}. Read the whole file first.", _run.Log);
    }

    [Fact]
    public async Task The_stream_can_be_shown_as_it_is()
    {
        _run.Variables["KUBETASK_STREAM"] = "raw";

        (_, RunReport? report, _) = await _run.Fake("codex", ProcessRun.Replay("codex-answer")).RunAsync("--agent", "codex");

        Assert.Equal(190, report!.Usage!.TotalTokens);
        Assert.Equal(RecordedStream.Lines("codex-answer"), _run.Log.Take(5));
    }

    [Theory]
    [InlineData("claude", "claude-401", 1, 1, "401 The stub refuses.")]
    [InlineData("claude", "claude-401", 0, 1, "401 The stub refuses.")]
    [InlineData("gemini", "gemini-401", 145, 145, "The stub refuses.")]
    [InlineData("opencode", "opencode-401", 0, 1, "The stub refuses.")]
    public async Task A_stream_that_says_error_fails_whatever_the_exit_code(string agent, string stream, int exit, int code, string error)
    {
        (int ended, RunReport? report, string? text) = await _run.Fake(agent, $"{ProcessRun.Replay(stream)}; exit {exit}")
            .RunAsync("--agent", agent);

        Assert.Equal((code, RunReason.AgentError), (ended, report!.Reason));
        Assert.Contains(error, report.Message, StringComparison.Ordinal);
        Assert.Contains(error, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exit 7", 7, "ended with exit code 7")]
    [InlineData("kill -KILL $$", 137, "ended with signal 9")]
    public async Task A_failure_without_a_result_reports_the_end_of_the_log(string end, int code, string message)
    {
        (int ended, RunReport? report, string? text) = await _run.Fake("claude", $"echo out of luck >&2; {end}")
            .RunAsync("--agent", "claude");

        Assert.Equal((code, RunReason.CommandFailed, $"claude {message}"), (ended, report!.Reason, report.Message));
        Assert.Equal("out of luck", text);
    }

    [Fact]
    public async Task Other_commands_run_as_they_are_and_may_write_their_own_result()
    {
        string script = $"echo out; echo err >&2; printf 'my result' > {_run.ReportFile}";

        (int code, RunReport? report, string? text) = await _run.RunAsync("--", "sh", "-c", script);

        Assert.Equal((0, "my result", "sh", null), (code, text, report!.Agent, report.Usage));
        Assert.Equal(["err", "out"], _run.Log.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(127, "isn't in the image", "--", "kubetask-no-such-program")]
    [InlineData(126, "may not be executed", "--", "/etc/passwd")]
    [InlineData(2, "The agent x is unknown", "--agent", "x")]
    [InlineData(2, "task.md. Write the task into it", "--agent", "claude")]
    public async Task What_can_not_be_started_is_reported(int code, string message, params string[] arguments)
    {
        (int ended, RunReport? report, string? text) = await _run.RunAsync(arguments);

        Assert.Equal((code, RunReason.NotStarted), (ended, report!.Reason));
        Assert.Contains(message, report.Message, StringComparison.Ordinal);
        Assert.Equal(report.Message, text);
    }
}
