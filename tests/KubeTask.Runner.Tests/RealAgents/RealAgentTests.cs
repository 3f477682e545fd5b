using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using KubeTask.ModelServer;
using KubeTask.ModelServer.Mcp;
using KubeTask.Runs;

namespace KubeTask.Runner.Tests.RealAgents;

/// <summary>The real CLIs under kubetask-run.</summary>
[Trait("Agents", "real")]
public sealed class RealAgentTests
{
    private const string Secret = "canary-77b1e4";

    private static readonly Tokens s_tokens = new(Input: 100, CacheRead: 40, CacheWrite: 20, Output: 30, Reasoning: 10);

    public static TheoryData<string> All => ["claude", "codex", "gemini", "opencode"];

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_tool_is_used_and_result_and_usage_are_reported(string name)
    {
        await using RealAgent agent = await RealAgent.StartAsync(name, new Script());
        agent.Script.Add(agent.Shell("echo made > made.txt; echo made it") with { Tokens = s_tokens });
        agent.Script.Add(new Step.Answer("The file is there.") { Tokens = s_tokens });

        agent.Start();

        (int code, RunReport? report, string? text) = await agent.EndAsync();
        Assert.Equal((0, null, "The file is there."), (code, report!.Reason, text));
        bool claude = name == "claude";
        Assert.Equal(
            (claude ? 200 : 240, 80, 60, 380),
            (report.Usage!.InputTokens, report.Usage.CacheReadTokens, report.Usage.OutputTokens, report.Usage.TotalTokens)
        );
        Assert.Equal(
            claude ? 40L
                : name == "gemini" ? null
                : 0L,
            report.Usage.CacheWriteTokens
        );
        Assert.Equal(name is "claude" or "opencode", report.Usage.CostUsd > 0);
        Assert.Equal("made\n", await File.ReadAllTextAsync(Path.Combine(agent.Run.Folder.FullName, "made.txt"), Token));
        Assert.Contains("<- made it", agent.Run.Log);
    }

    [Theory]
    [InlineData("claude", 401)]
    [InlineData("claude", 429)]
    [InlineData("claude", 500)]
    [InlineData("codex", 401)]
    [InlineData("codex", 429)]
    [InlineData("codex", 500)]
    [InlineData("gemini", 401)]
    [InlineData("opencode", 401)]
    public async Task A_refusal_of_the_API_is_an_error_of_the_agent(string name, int status)
    {
        await using RealAgent agent = await RealAgent.StartAsync(name, new Script(new Step.Refuse(status, "The stub refuses.")));

        agent.Start();

        (int code, RunReport? report, _) = await agent.EndAsync();
        Assert.NotEqual(0, code);
        Assert.Equal(RunReason.AgentError, report!.Reason);
        Assert.NotEmpty(report.Message!);
    }

    /// <summary>Gemini CLI and OpenCode try again for longer than a test may take.</summary>
    [Theory]
    [InlineData("claude")]
    [InlineData("codex")]
    public async Task A_cut_answer_is_an_error_of_the_agent(string name)
    {
        await using RealAgent agent = await RealAgent.StartAsync(name, new Script(new Step.Cut("Half an ans")));

        agent.Start();

        (int code, RunReport? report, _) = await agent.EndAsync();
        Assert.NotEqual(0, code);
        Assert.Equal(RunReason.AgentError, report!.Reason);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task An_answer_that_stops_is_a_stall(string name)
    {
        await using RealAgent agent = await RealAgent.StartAsync(name, new Script(new Step.Hang("Half an ans")));
        // The CLIs take some seconds to start, in which they are as silent.
        agent.Run.Variables["KUBETASK_STALL_SECONDS"] = "20";

        agent.Start();

        (int code, RunReport? report, _) = await agent.EndAsync();
        Assert.Equal((1, RunReason.Stalled, 1), (code, report!.Reason, agent.Script.Taken));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task SIGTERM_in_the_middle_stops_it(string name)
    {
        await using RealAgent agent = await RealAgent.StartAsync(name, new Script(new Step.Hang("Half an ans")));
        agent.Start();
        await Eventually.That(() => agent.Script.Taken > 0, "the agent asks the model", TimeSpan.FromSeconds(60));

        agent.Run.Signal("TERM");

        (int code, RunReport? report, _) = await agent.EndAsync();
        Assert.NotEqual(0, code);
        Assert.Equal(RunReason.Stopped, report!.Reason);
    }

    [Theory]
    [InlineData("claude", "KUBETASK_MAX_COST_USD", "0.0001")]
    [InlineData("claude", "KUBETASK_MAX_TURNS", "1")]
    [InlineData("codex", "KUBETASK_MAX_TURNS", "1")]
    [InlineData("codex", "KUBETASK_MAX_TOKENS", "300")]
    [InlineData("opencode", "KUBETASK_MAX_TOKENS", "150")]
    [InlineData("gemini", "KUBETASK_MAX_TOKENS", "300")]
    public async Task A_limit_ends_it(string name, string variable, string limit)
    {
        await using RealAgent agent = await RealAgent.StartAsync(name, new Script());
        for (int i = 0; i < 3; i++)
            agent.Script.Add(agent.Shell("echo again") with { Tokens = s_tokens });
        agent.Script.Add(new Step.Answer("Done.") { Tokens = s_tokens });
        agent.Run.Variables[variable] = limit;

        agent.Start();

        (int code, RunReport? report, _) = await agent.EndAsync();
        Assert.Equal((1, RunReason.BudgetExceeded), (code, report!.Reason));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task MCP_servers_are_called_and_their_secret_is_nowhere_else(string name)
    {
        await using StubMcpServer far = await StubMcpServer.StartAsync("from afar");
        await using RealAgent agent = await RealAgent.StartAsync(name, new Script());
        agent.Script.Add(new Step.CallTool("recall", [], "near"));
        agent.Script.Add(new Step.CallTool("recall", [], "far"));
        agent.Script.Add(new Step.Answer("Recalled."));
        string file = Path.Combine(agent.Run.Folder.FullName, "mcp.json");
        await File.WriteAllTextAsync(file, McpFile(far.Address), Token);
        agent.Run.Variables["KUBETASK_MCP_FILE"] = file;
        agent.Run.Variables["TOKEN"] = Secret;

        agent.Start();

        (int code, RunReport? report, string? text) = await agent.EndAsync();
        Assert.Equal((0, "Recalled."), (code, text));
        string known = $"TOKEN {Digest(Secret)} KEY {Digest($"key {Secret}")} ARG {Digest($"--token={Secret}")}";
        Assert.Contains(agent.Requests, r => r.Contains(known, StringComparison.Ordinal));
        Assert.Contains(agent.Requests, r => r.Contains("from afar", StringComparison.Ordinal));
        Assert.Contains(("tools/call", $"Bearer {Secret}"), far.Calls);
        Assert.DoesNotContain(agent.Run.Log, l => l.Contains(Secret, StringComparison.Ordinal));
        if (name == "claude")
            Assert.Equal([("far", "connected"), ("near", "connected")], report!.Mcp!.Select(s => (s.Name!, s.Status!)).Order());
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string McpFile(Uri far) =>
        new JsonObject
        {
            ["servers"] = new JsonArray(
                new JsonObject
                {
                    ["name"] = "near",
                    ["transport"] = "stdio",
                    ["command"] = "node",
                    ["args"] = new JsonArray(
                        RepositoryRoot.Combine("tests", "KubeTask.Runner.Tests", "mcp-server.mjs"),
                        "--token=${TOKEN}"
                    ),
                    ["env"] = new JsonObject { ["TOKEN"] = "${TOKEN}", ["KEY"] = "key ${TOKEN}" },
                },
                new JsonObject
                {
                    ["name"] = "far",
                    ["transport"] = "http",
                    ["url"] = far.ToString(),
                    ["headers"] = new JsonObject { ["Authorization"] = "Bearer ${TOKEN}" },
                }
            ),
        }.ToJsonString();

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];
}
