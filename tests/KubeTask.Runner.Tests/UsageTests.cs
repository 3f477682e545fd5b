using KubeTask.Runner.Streams;
using KubeTask.Runs;

namespace KubeTask.Runner.Tests;

/// <summary>
/// The stub says for each answer: 100 tokens of input beside 40 from the cache and 20 into it, 30 of output of which 10 are reasoning.
/// Only Anthropic's API tells of writes to the cache; elsewhere those 20 are input.
/// </summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("claude-answer", 100, 40, 20L, 30, 0, 190)]
    [InlineData("claude-tool", 200, 80, 40L, 60, 0, 380)]
    [InlineData("codex-answer", 120, 40, 0L, 30, 10, 190)]
    [InlineData("codex-tool", 240, 80, 0L, 60, 20, 380)]
    [InlineData("gemini-answer", 120, 40, null, 30, 10, 190)]
    [InlineData("gemini-tool", 240, 80, null, 60, 20, 380)]
    [InlineData("opencode-answer", 120, 40, 0L, 30, 10, 190)]
    [InlineData("opencode-tool", 240, 80, 0L, 60, 20, 380)]
    public void No_token_counts_twice(string name, long input, long cacheRead, long? cacheWrite, long output, long reasoning, long total)
    {
        RunUsage usage = RecordedStream.Read(name).Facts.Usage!;

        Assert.Equal(
            (input, cacheRead, cacheWrite, output, reasoning, total),
            (usage.InputTokens, usage.CacheReadTokens, usage.CacheWriteTokens, usage.OutputTokens, usage.ReasoningTokens, usage.TotalTokens)
        );
    }

    [Theory]
    [InlineData("claude-answer", "0.001108")]
    [InlineData("claude-tool", "0.002216")]
    [InlineData("opencode-tool", "0.000368")]
    [InlineData("codex-answer", null)]
    [InlineData("gemini-answer", null)]
    public void A_cost_is_what_the_CLI_reports_or_none(string name, string? cost)
    {
        RunUsage usage = RecordedStream.Read(name).Facts.Usage!;

        Assert.Equal(cost, usage.CostUsd?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(cost is null ? null : "reported by the CLI", usage.CostBasis);
    }

    [Fact]
    public void Goose_reports_a_sum_only()
    {
        RunFacts facts = RecordedStream.Read("goose-answer").Facts;

        Assert.Equal(new RunUsage { TotalTokens = 190 }, facts.Usage);
        Assert.Equal((2, "The answer is 42.", StreamEnd.Success), (facts.Turns, facts.Result, facts.End));
    }

    [Fact]
    public void Claude_counts_an_answer_of_several_events_once_while_it_runs()
    {
        byte[] withoutResult = [.. RecordedStream.Bytes("claude-tool")];
        string[] lines = System.Text.Encoding.UTF8.GetString(withoutResult).Split('\n')[..4];
        string twice = string.Join('\n', [lines[0], lines[1], lines[1], lines[2], lines[3]]);

        RunFacts facts = RecordedStream.Read("claude-tool", System.Text.Encoding.UTF8.GetBytes(twice)).Facts;

        Assert.Equal((200, 2), (facts.Usage!.InputTokens, facts.Turns));
    }
}
