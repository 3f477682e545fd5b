using KubeTask.Runner.Options;

namespace KubeTask.Runner.Tests;

public sealed class SettingsReaderTests
{
    [Fact]
    public void Everything_can_be_set()
    {
        RunnerSettings settings = Read(
            ["--agent", "claude", "--report=/tmp/r", "--", "--model", "x"],
            ("KUBETASK_STREAM", "raw"),
            ("KUBETASK_MAX_TOKENS", "1000"),
            ("KUBETASK_MAX_COST_USD", "2.5"),
            ("KUBETASK_MAX_TURNS", "3"),
            ("KUBETASK_STALL_SECONDS", "60"),
            ("KUBETASK_MCP_FILE", "/mcp.json"),
            ("WORKSPACE_DIR", "/w")
        ).Settings!;

        Assert.Equal(
            ("claude", true, "/tmp/r", "/mcp.json", "/w"),
            (settings.Agent, settings.Raw, settings.Report, settings.McpFile, settings.Workspace)
        );
        Assert.Equal(["--model", "x"], settings.Command);
        var limits = new RunLimits
        {
            MaxTokens = 1000,
            MaxCostUsd = 2.5m,
            MaxTurns = 3,
            Stall = TimeSpan.FromSeconds(60),
        };
        Assert.Equal(limits, settings.Limits);
    }

    [Theory]
    [InlineData("KUBETASK_MAX_TOKENS", "0")]
    [InlineData("KUBETASK_MAX_TOKENS", "1e3")]
    [InlineData("KUBETASK_MAX_COST_USD", "-1")]
    [InlineData("KUBETASK_MAX_COST_USD", "two")]
    [InlineData("KUBETASK_MAX_TURNS", "1.5")]
    [InlineData("KUBETASK_STALL_SECONDS", "60s")]
    [InlineData("KUBETASK_STREAM", "json")]
    public void A_wrong_variable_is_named_with_what_to_write(string name, string value)
    {
        (RunnerSettings? settings, string? error) = Read(["--", "true"], (name, value));

        Assert.Null(settings);
        Assert.StartsWith($"{name} is {value}. Write ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is nothing to run")]
    [InlineData("There is nothing to run", "--")]
    [InlineData("--agent has no value", "--agent")]
    [InlineData("--agent has no value", "--agent", "--", "x")]
    [InlineData("--report has no value", "--report=", "--", "x")]
    [InlineData("The agent cluade is unknown. Write one of claude, gemini, codex, opencode, goose", "--agent", "cluade")]
    [InlineData("ls is no option. Write the command after --", "ls")]
    public void A_wrong_command_line_is_explained(string error, params string[] arguments) =>
        Assert.StartsWith(error, Read(arguments).Error, StringComparison.Ordinal);

    [Fact]
    public void The_agent_of_an_image_takes_the_arguments_unless_it_is_none()
    {
        (string, string) image = ("KUBETASK_AGENT", "codex");

        Assert.Equal(("codex", 0), (Read([], image).Settings!.Agent, Read([], image).Settings!.Command.Count));
        Assert.Equal("claude", Read(["--agent=claude"], image).Settings!.Agent);
        Assert.Null(Read(["--agent", "none", "--", "ls"], image).Settings!.Agent);
    }

    [Fact]
    public void Without_a_sandbox_the_report_is_below_the_sandbox_s_root()
    {
        (string, string) root = ("KUBETASK_SANDBOX_ROOT", "/r/root");

        Assert.Equal("/r/root/dev/termination-log", Read(["--", "x"], root).Settings!.Report);
        Assert.Equal("/r/root/tmp/x", Read(["--report", "/tmp/x", "--", "x"], root).Settings!.Report);
        Assert.Equal("/r/root/tmp/x", Read(["--report", "/r/root/tmp/x", "--", "x"], root).Settings!.Report);
    }

    private static (RunnerSettings? Settings, string? Error) Read(string[] arguments, params (string Name, string Value)[] variables) =>
        new SettingsReader(name => variables.FirstOrDefault(v => v.Name == name).Value).Read(arguments);
}
