using System.Text;
using KubeTask.Runs;

namespace KubeTask.Runner.Tests;

public sealed class RunReportTests
{
    private static readonly RunReport s_full = new()
    {
        Agent = "claude",
        Reason = RunReason.BudgetExceeded,
        Message = "The run used 9 tokens",
        Turns = 3,
        Mcp = [new McpServerState { Name = "github", Status = "connected" }],
        Usage = new RunUsage
        {
            InputTokens = 1,
            CacheReadTokens = 2,
            CacheWriteTokens = 3,
            OutputTokens = 4,
            ReasoningTokens = 1,
            TotalTokens = 10,
            CostUsd = 0.5m,
            CostBasis = RunUsage.ReportedByTheCli,
        },
    };

    [Fact]
    public void The_last_line_is_compact_JSON()
    {
        const string Json =
            "{\"agent\":\"claude\",\"reason\":\"BudgetExceeded\",\"message\":\"The run used 9 tokens\",\"usage\":{\"inputTokens\":1,"
            + "\"cacheReadTokens\":2,\"cacheWriteTokens\":3,\"outputTokens\":4,\"reasoningTokens\":1,\"totalTokens\":10,\"costUsd\":0.5,"
            + "\"costBasis\":\"reported by the CLI\"},\"turns\":3,\"mcp\":[{\"name\":\"github\",\"status\":\"connected\"}]}";

        Assert.Equal($"two\nlines\nkubetask-run: {Json}\n", RunMessage.Write(s_full, "two\nlines\n"));
    }

    [Theory]
    [InlineData("two\nlines")]
    [InlineData(null)]
    [InlineData("kubetask-run: {\"agent\":\"of the text\"}")]
    public void What_is_written_is_read(string? text)
    {
        (RunReport? report, string? read) = RunReport.Read(RunMessage.Write(s_full, text));

        Assert.Equal(text, read);
        Assert.Equal(RunMessage.Write(s_full, null), RunMessage.Write(report!, null));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("only text")]
    [InlineData("kubetask-run: ")]
    [InlineData("kubetask-run: null")]
    [InlineData("kubetask-run: {\"turns\":\"three\"}")]
    [InlineData("kubetask-run: {\"agent\":\"x\"}\nanother line after it")]
    [InlineData("text kubetask-run: {\"agent\":\"x\"}")]
    [InlineData("kubetask-run: {\"agent\":\"cut of")]
    public void A_message_without_a_report_is_text(string? message)
    {
        (RunReport? report, string? text) = RunReport.Read(message);

        Assert.Null(report);
        Assert.Equal(message, text);
    }

    [Fact]
    public void Fields_of_a_later_version_are_ignored() =>
        Assert.Equal("x", RunReport.Read("kubetask-run: {\"agent\":\"x\",\"later\":{\"a\":1}}").Report!.Agent);

    [Theory]
    [InlineData("é")]
    [InlineData("😀")]
    [InlineData("\"")]
    [InlineData("\u0001")]
    [InlineData("x")]
    public void Whatever_is_in_it_the_message_fits_and_is_read(string character)
    {
        string large = string.Concat(Enumerable.Repeat(character, 5000));
        var report = new RunReport
        {
            Agent = large,
            Reason = RunReason.AgentError,
            Message = large,
            Usage = s_full.Usage,
            Mcp = [.. Enumerable.Range(0, 200).Select(i => new McpServerState { Name = $"server-{i}", Status = "connected" })],
        };

        string message = RunMessage.Write(report, large);

        Assert.InRange(Encoding.UTF8.GetByteCount(message), 3072, 4096);
        (RunReport? read, string? text) = RunReport.Read(message);
        Assert.Equal((RunReason.AgentError, 10L), (read!.Reason, read.Usage!.TotalTokens));
        Assert.InRange(Encoding.UTF8.GetByteCount(text!), 3072 - character.Length * 2, 3072);
        Assert.DoesNotContain('\uFFFD', text!);
    }
}
