using System.Text.Json.Nodes;

namespace KubeTask.ModelServer;

/// <summary>How an agent's CLI is pointed at a stub server, so that it needs no key.</summary>
/// <param name="Name">One of <see cref="Names"/>.</param>
public sealed record AgentCli(string Name)
{
    public static IReadOnlyList<string> Names { get; } = ["claude", "codex", "gemini", "opencode"];

    /// <summary>Arguments of the CLI that name the model.</summary>
    public IReadOnlyList<string> Arguments { get; } =
        Name switch
        {
            "gemini" => ["-m", "gemini-2.5-flash"],
            "opencode" => ["-m", "stub/m"],
            _ => [],
        };

    /// <summary>The agent's own tool that runs a shell command.</summary>
    public Step.CallTool Shell(string command)
    {
        (string tool, string argument) = Name switch
        {
            "claude" => ("Bash", "command"),
            "codex" => ("exec_command", "cmd"),
            "gemini" => ("run_shell_command", "command"),
            _ => ("bash", "command"),
        };
        return new Step.CallTool(tool, new JsonObject { [argument] = command, ["description"] = "Makes a file" });
    }

    /// <summary>Variables of the CLI.</summary>
    /// <param name="server">Where the stub server listens.</param>
    /// <param name="home">The CLI's home folder, as it sees it.</param>
    public Dictionary<string, string> Variables(Uri server, string home) =>
        Name switch
        {
            "claude" => new()
            {
                ["ANTHROPIC_BASE_URL"] = Text(server),
                ["ANTHROPIC_API_KEY"] = "stub",
                ["CLAUDE_CODE_MAX_RETRIES"] = "1",
                ["CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC"] = "1",
                // Else it tells the model of MCP servers' tools only when asked.
                ["ENABLE_TOOL_SEARCH"] = "false",
            },
            "codex" => new() { ["STUB_KEY"] = "stub" },
            "gemini" => new() { ["GOOGLE_GEMINI_BASE_URL"] = Text(server), ["GEMINI_API_KEY"] = "stub" },
            _ => new()
            {
                ["OPENCODE_CONFIG"] = Path.Combine(home, "opencode.json"),
                ["OPENCODE_DISABLE_MODELS_FETCH"] = "1",
                ["OPENCODE_DISABLE_DEFAULT_PLUGINS"] = "1",
                ["OPENCODE_DISABLE_LSP_DOWNLOAD"] = "1",
            },
        };

    /// <summary>The CLI's settings: the path of the file below its home folder, and the text; null if it needs none.</summary>
    /// <param name="server">Where the stub server listens.</param>
    public (string Path, string Text)? Settings(Uri server) =>
        Name switch
        {
            "codex" => (Path.Combine(".codex", "config.toml"), CodexSettings(Text(server))),
            "gemini" => (Path.Combine(".gemini", "settings.json"), "{\"security\":{\"auth\":{\"selectedType\":\"gemini-api-key\"}}}"),
            "opencode" => ("opencode.json", OpenCodeSettings(Text(server))),
            _ => null,
        };

    private static string Text(Uri server) => server.ToString().TrimEnd('/');

    private static string CodexSettings(string address) =>
        $"""
            model = "gpt-5"
            model_provider = "stub"
            [model_providers.stub]
            name = "stub"
            base_url = "{address}/v1"
            env_key = "STUB_KEY"
            wire_api = "responses"
            request_max_retries = 1
            stream_max_retries = 1
            """;

    private static string OpenCodeSettings(string address)
    {
        var model = new JsonObject { ["name"] = "m", ["cost"] = JsonNode.Parse("{\"input\":1,\"output\":2,\"cache_read\":0.1}") };
        var provider = new JsonObject
        {
            ["npm"] = "@ai-sdk/openai-compatible",
            ["name"] = "stub",
            ["options"] = new JsonObject { ["baseURL"] = $"{address}/v1", ["apiKey"] = "stub" },
            ["models"] = new JsonObject { ["m"] = model },
        };
        return new JsonObject
        {
            ["provider"] = new JsonObject { ["stub"] = provider },
            ["autoupdate"] = false,
            ["share"] = "disabled",
        }.ToJsonString();
    }
}
