using System.Collections.Immutable;
using System.Globalization;
using KubeTask.Runner.Mcp;
using KubeTask.Runner.Processes;
using KubeTask.Runner.Streams;

namespace KubeTask.Runner.Agents;

/// <summary>The agents that are known by name.</summary>
internal static class AgentKinds
{
    private static readonly ImmutableArray<AgentKind> s_all =
    [
        new("claude", show => new ClaudeStream(show), ClaudeMcp.Give, WriteClaude),
        new("gemini", show => new GeminiStream(show), GeminiMcp.Give, WriteGemini),
        new("codex", show => new CodexStream(show), CodexMcp.Give, WriteCodex),
        new("opencode", show => new OpenCodeStream(show), OpenCodeMcp.Give, WriteOpenCode),
        new("goose", show => new GooseStream(show), GooseMcp.Give, WriteGoose),
    ];

    public static string Names { get; } = string.Join(", ", s_all.Select(k => k.Name));

    public static AgentKind? Find(string name) => s_all.FirstOrDefault(k => k.Name == name);

    private static void WriteClaude(Launch launch, AgentWork work)
    {
        launch.Command.AddRange(["-p", "--output-format", "stream-json", "--verbose", "--dangerously-skip-permissions"]);
        if (work.Limits.MaxCostUsd is { } cost)
            launch.Command.AddRange(["--max-budget-usd", cost.ToString(CultureInfo.InvariantCulture)]);
        launch.Command.AddRange([.. work.Extra, "--", work.Prompt]);
        // As root it refuses to skip permissions, unless it is said to be in a sandbox. A container is one.
        if (Libc.User() == 0)
            launch.Environment["IS_SANDBOX"] = "1";
    }

    private static void WriteGemini(Launch launch, AgentWork work) =>
        launch.Command.AddRange(["--yolo", "--skip-trust", "-o", "stream-json", .. work.Extra, $"--prompt={work.Prompt}"]);

    private static void WriteCodex(Launch launch, AgentWork work) =>
        launch.Command.AddRange([
            "exec",
            "--json",
            "--skip-git-repo-check",
            "--dangerously-bypass-approvals-and-sandbox",
            .. work.Extra,
            "--",
            work.Prompt,
        ]);

    private static void WriteOpenCode(Launch launch, AgentWork work) =>
        launch.Command.AddRange(["run", "--format", "json", "--auto", .. work.Extra, "--", work.Prompt]);

    private static void WriteGoose(Launch launch, AgentWork work)
    {
        // Without a file of settings Goose has only the tools that its arguments name.
        launch.Command.AddRange([
            "run",
            "--no-session",
            "--with-builtin",
            "developer",
            "--output-format",
            "stream-json",
            .. work.Extra,
            "-i",
            work.File,
        ]);
        launch.Environment.TryAdd("GOOSE_MODE", "auto");
        launch.Environment.TryAdd("GOOSE_DISABLE_KEYRING", "1");
    }
}
