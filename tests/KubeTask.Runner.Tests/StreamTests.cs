using KubeTask.Runner.Streams;

namespace KubeTask.Runner.Tests;

public sealed class StreamTests
{
    [Theory]
    [InlineData("claude-answer", "The answer is 42.", 1)]
    [InlineData("claude-tool", "The file is there.", 2)]
    [InlineData("codex-answer", "The answer is 42.", 1)]
    [InlineData("codex-tool", "The file is there.", 2)]
    [InlineData("gemini-answer", "The answer is 42.", 1)]
    [InlineData("gemini-tool", "The file is there.", 1)]
    [InlineData("opencode-answer", "The answer is 42.", 1)]
    [InlineData("opencode-tool", "The file is there.", 2)]
    public void A_success_has_a_result_and_turns(string name, string result, int turns)
    {
        (RunFacts facts, List<string> shown) = RecordedStream.Read(name);

        Assert.Equal((StreamEnd.Success, result, turns, false), (facts.End, facts.Result, facts.Turns, facts.Failed));
        Assert.Contains(result, shown);
    }

    [Theory]
    [InlineData("claude-401", "401 The stub refuses.")]
    [InlineData("claude-429", "The stub refuses.")]
    [InlineData("claude-500", "500 The stub refuses.")]
    [InlineData("claude-cut", "Connection dropped")]
    [InlineData("claude-cutempty", "claude ended without an answer")]
    [InlineData("codex-401", "401 Unauthorized: The stub refuses.")]
    [InlineData("codex-429", "429 Too Many Requests")]
    [InlineData("codex-500", "currently experiencing high demand")]
    [InlineData("codex-cut", "stream disconnected")]
    [InlineData("gemini-401", "The stub refuses.")]
    [InlineData("gemini-cut", "terminated")]
    [InlineData("opencode-401", "The stub refuses.")]
    public void A_failure_of_the_API_is_a_failure(string name, string error)
    {
        (RunFacts facts, List<string> shown) = RecordedStream.Read(name);

        Assert.Equal((StreamEnd.Failure, true), (facts.End, facts.Failed));
        Assert.Contains(error, facts.Error, StringComparison.Ordinal);
        Assert.Contains(shown, s => s.StartsWith("error: ", StringComparison.Ordinal) && s.Contains(error, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("claude-hang")]
    [InlineData("codex-hang")]
    [InlineData("gemini-hang")]
    public void A_stream_that_stops_has_no_end(string name) => Assert.Equal(StreamEnd.None, RecordedStream.Read(name).Facts.End);

    [Theory]
    [InlineData(
        "claude-tool",
        "-> Bash {\"command\":\"echo made > made.txt; echo made it\",\"description\":\"Makes a file\"}",
        "<- made it"
    )]
    [InlineData("codex-tool", "-> shell /bin/bash -lc 'echo made > made.txt; echo made it'", "<- made it")]
    [InlineData("gemini-tool", "-> run_shell_command {\"command\":\"echo made > made.txt; echo made it\",", "<- made it")]
    [InlineData("opencode-tool", "-> bash {\"command\":\"echo made > made.txt; echo made it\",", "<- made it")]
    public void Tools_are_shown_as_readable_lines(string name, string call, string outcome)
    {
        List<string> shown = RecordedStream.Read(name).Shown;

        int at = shown.FindIndex(s => s.StartsWith(call, StringComparison.Ordinal));
        Assert.True(at >= 0, string.Join('\n', shown));
        Assert.Equal(outcome, shown[at + 1]);
    }

    [Theory]
    [InlineData("no JSON at all")]
    [InlineData("{\"type\":\"assistant\"")]
    [InlineData("[1,2]")]
    [InlineData("{\"type\":\"from_a_later_version\",\"x\":1}")]
    [InlineData("{\"type\":7}")]
    public void A_line_that_is_not_understood_is_shown(string line)
    {
        foreach (string agent in new[] { "claude-x", "codex-x", "gemini-x", "opencode-x", "goose-x" })
        {
            (RunFacts facts, List<string> shown) = RecordedStream.Read(agent, System.Text.Encoding.UTF8.GetBytes(line));

            Assert.Equal([line], shown);
            Assert.Equal((StreamEnd.None, false), (facts.End, facts.Failed));
        }
    }

    [Fact]
    public void Claude_s_budget_is_a_budget_and_its_MCP_servers_are_known()
    {
        const string Lines = """
            {"type":"system","subtype":"init","mcp_servers":[{"name":"a","status":"connected"},{"name":"b","status":"failed"}]}
            {"subtype":"error_max_budget_usd","is_error":true,"terminal_reason":"budget_exhausted","errors":["Reached it"],"type":"result"}
            """;

        RunFacts facts = RecordedStream.Read("claude-x", System.Text.Encoding.UTF8.GetBytes(Lines)).Facts;

        Assert.Equal((true, "Reached it"), (facts.BudgetExceeded, facts.Error));
        Assert.Equal([("a", "connected"), ("b", "failed")], facts.Mcp!.Select(s => (s.Name, s.Status)));
    }

    [Fact]
    public void Work_after_a_result_withdraws_the_end_and_an_error_that_was_overcome_is_none()
    {
        const string Lines = """
            {"type":"turn.completed","usage":{"input_tokens":1}}
            {"type":"turn.started"}
            """;
        RunFacts working = RecordedStream.Read("codex-x", System.Text.Encoding.UTF8.GetBytes(Lines)).Facts;
        Assert.Equal(StreamEnd.None, working.End);

        const string Overcome = """
            {"type":"error","message":"Reconnecting... 1/5"}
            {"type":"turn.completed","usage":{"input_tokens":1}}
            """;
        RunFacts done = RecordedStream.Read("codex-x", System.Text.Encoding.UTF8.GetBytes(Overcome)).Facts;
        Assert.Equal((StreamEnd.Success, null, false), (done.End, done.Error, done.Failed));
    }
}
