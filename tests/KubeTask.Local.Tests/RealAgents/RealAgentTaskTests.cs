using System.Text.Json.Nodes;
using KubeTask.ModelServer;

namespace KubeTask.Local.Tests.RealAgents;

/// <summary>Tasks for the real CLIs, from <c>kubectl apply</c> to their status.</summary>
[Trait("Agents", "real")]
[Collection(nameof(AgentClusterFixture))]
public sealed class RealAgentTaskTests(AgentClusterFixture cluster)
{
    private const string Said = "No, says the stub.";

    private static readonly Tokens s_tokens = new(Input: 100, CacheRead: 40, CacheWrite: 20, Output: 30, Reasoning: 10);

    public static TheoryData<string> All => [.. AgentCli.Names];

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_Task_edits_a_file_and_reports_its_result_and_usage(string name)
    {
        await using AgentSpace space = await AgentSpace.CreateAsync(cluster, name, "edits");
        space.Script.Add(space.Shell("pwd > made.txt; cat made.txt") with { Tokens = s_tokens });
        space.Script.Add(new Step.Answer("The file is there.") { Tokens = s_tokens });

        await space.ApplyTaskAsync();

        JsonNode status = await space.EndAsync("Completed");
        Assert.Equal(("The file is there.", 0), (status["result"]!.GetValue<string>(), status["exitCode"]!.GetValue<int>()));
        JsonNode usage = status["usage"]!;
        Assert.Equal(
            (name == "claude" ? 200 : 240, 80, 60, 380),
            (Number(usage, "inputTokens"), Number(usage, "cacheReadTokens"), Number(usage, "outputTokens"), Number(usage, "totalTokens"))
        );
        long? cacheWrites = name switch
        {
            "claude" => 40,
            "gemini" => null,
            _ => 0,
        };
        Assert.Equal(cacheWrites, usage["cacheWriteTokens"]?.GetValue<long>());
        Assert.Equal(name is "claude" or "opencode", usage["costUSD"]?.GetValue<double>() > 0);
        Assert.Contains("<- /workspace\n", await space.Kubectl.RunAsync("logs", "job/t-job"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("claude", 401, Said)]
    [InlineData("claude", 429, Said)]
    [InlineData("claude", 500, Said)]
    [InlineData("codex", 401, Said)]
    [InlineData("codex", 429, "429 Too Many Requests")]
    [InlineData("codex", 500, "temporary errors")]
    [InlineData("gemini", 401, Said)]
    [InlineData("opencode", 401, Said)]
    public async Task A_refusal_of_the_API_fails_the_Task_once(string name, int code, string words)
    {
        await using AgentSpace space = await AgentSpace.CreateAsync(cluster, name, $"refused-{code}", new Step.Refuse(code, Said));

        await space.ApplyTaskAsync();

        JsonNode status = await space.EndAsync("Failed");
        Assert.Equal("AgentFailed", Reason(status));
        Assert.Contains(words, Message(status), StringComparison.Ordinal);
        Assert.Equal("", await space.Kubectl.FieldAsync("task/t", ".status.attempts[1]"));
    }

    /// <summary>Gemini CLI and OpenCode try again for longer than a test may take.</summary>
    [Theory]
    [InlineData("claude")]
    [InlineData("codex")]
    public async Task A_cut_answer_fails_the_Task(string name)
    {
        await using AgentSpace space = await AgentSpace.CreateAsync(cluster, name, "cut", new Step.Cut("Half an ans"));

        await space.ApplyTaskAsync();

        Assert.Equal("AgentFailed", Reason(await space.EndAsync("Failed")));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task An_answer_that_stops_is_Stalled(string name)
    {
        await using AgentSpace space = await AgentSpace.CreateAsync(cluster, name, "stalls", new Step.Hang("Half an ans"));

        // The CLIs take some seconds to start, in which they are as silent.
        await space.ApplyTaskAsync(limits: "{stallSeconds: 20}");

        JsonNode status = await space.EndAsync("Failed");
        Assert.Equal("Stalled", Reason(status));
        Assert.Contains("20 s", Message(status), StringComparison.Ordinal);
        Assert.Equal(1, space.Script.Taken);
    }

    [Theory]
    [InlineData("claude", "maxCostUSD: 0.0001")]
    [InlineData("claude", "maxTurns: 1")]
    [InlineData("codex", "maxTurns: 1")]
    [InlineData("codex", "maxTokens: 300")]
    [InlineData("gemini", "maxTokens: 300")]
    [InlineData("opencode", "maxTokens: 150")]
    public async Task A_limit_ends_it_with_BudgetExceeded(string name, string limit)
    {
        await using AgentSpace space = await AgentSpace.CreateAsync(cluster, name, $"budget-{limit.Split(':')[0].ToLowerInvariant()}");
        for (int i = 0; i < 3; i++)
            space.Script.Add(space.Shell("echo again") with { Tokens = s_tokens });
        space.Script.Add(new Step.Answer("Done.") { Tokens = s_tokens });

        await space.ApplyTaskAsync(limits: $"{{{limit}}}");

        Assert.Equal("BudgetExceeded", Reason(await space.EndAsync("Failed")));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_process_that_lives_on_after_the_result_is_ended_and_the_result_counts(string name)
    {
        await using AgentSpace space = await AgentSpace.CreateAsync(cluster, name, "lives-on", new Step.Answer("It is done."));

        // The CLI under its own name, in a process that doesn't end with it.
        await space.ApplyTaskAsync(
            before: $"mkdir /tmp/first && printf '#!/bin/sh\\n%s \"$@\"\\nexec sleep 1000\\n' \"$(command -v {name})\" >/tmp/first/{name}"
                + $" && chmod +x /tmp/first/{name} && export PATH=/tmp/first:$PATH"
        );

        JsonNode status = await space.EndAsync("Completed");
        Assert.Equal(("It is done.", 0), (status["result"]!.GetValue<string>(), status["exitCode"]!.GetValue<int>()));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_Task_is_stopped_in_the_middle(string name)
    {
        await using AgentSpace space = await AgentSpace.CreateAsync(cluster, name, "stop", new Step.Hang("Half an ans"));
        await space.ApplyTaskAsync();
        await Eventually.That(() => space.Script.Taken > 0, "the agent asks the model", TimeSpan.FromSeconds(60));

        await space.Kubectl.RunAsync("annotate", "task", "t", "kubetask.io/stop=true");

        JsonNode status = await space.EndAsync("Completed");
        Assert.Equal("stopped by annotation kubetask.io/stop while the agent ran; its log is kept", status["message"]!.GetValue<string>());
    }

    private static long Number(JsonNode usage, string field) => usage[field]!.GetValue<long>();

    private static string Reason(JsonNode status) => Failed(status)["reason"]!.GetValue<string>();

    private static string Message(JsonNode status) => Failed(status)["message"]!.GetValue<string>();

    private static JsonNode Failed(JsonNode status) =>
        status["conditions"]!.AsArray().First(c => c!["type"]!.GetValue<string>() == "Failed")!;
}
