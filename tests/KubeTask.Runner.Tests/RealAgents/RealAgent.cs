using System.Text.Json.Nodes;
using KubeTask.ModelServer;
using KubeTask.Runs;

namespace KubeTask.Runner.Tests.RealAgents;

/// <summary>A real CLI from npm that talks to a stub model server, with nothing of this machine's user.</summary>
internal sealed class RealAgent : IAsyncDisposable
{
    private const string Switch = "KUBETASK_REAL_AGENTS";

    private static readonly string s_folder = Environment.GetEnvironmentVariable("KUBETASK_AGENT_CLIS")
        ?? RepositoryRoot.Combine(".local", "clis");

    private readonly StubServer _server;

    private RealAgent(string name, Script script, StubServer server)
    {
        Name = name;
        Script = script;
        _server = server;
    }

    public string Name { get; }

    public Script Script { get; }

    public ProcessRun Run { get; } = new();

    /// <summary>What the model server was asked.</summary>
    public IReadOnlyCollection<string> Requests => _server.Requests;

    public static async Task<RealAgent> StartAsync(string name, Script script)
    {
        string programs = Path.Combine(s_folder, "node_modules", ".bin");
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable(Switch) == "1",
            $"THE REAL AGENTS ARE NOT TESTED. \"make test-agents\" installs them from npm and tests with them ({Switch}=1)."
        );
        Assert.SkipUnless(File.Exists(Path.Combine(programs, name)), $"{name} IS NOT TESTED: npm has not installed it below {s_folder}.");
        var agent = new RealAgent(name, script, await StubServer.StartAsync(script));
        agent.SetUp(programs);
        return agent;
    }

    /// <summary>The agent's own tool that runs a shell command.</summary>
    public Step Shell(string command)
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

    public void Start()
    {
        string[] more = Name switch
        {
            "gemini" => ["--", "-m", "gemini-2.5-flash"],
            "opencode" => ["--", "-m", "stub/m"],
            _ => [],
        };
        Run.Start(["--agent", Name, .. more]);
    }

    /// <summary>The end of the run. A test that fails then says what the agent wrote.</summary>
    public async Task<(int Code, RunReport? Report, string? Text)> EndAsync()
    {
        (int Code, RunReport? Report, string? Text) end = await Run.EndAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', Run.Log));
        return end;
    }

    public async ValueTask DisposeAsync()
    {
        Run.Dispose();
        await _server.DisposeAsync();
    }

    private void SetUp(string programs)
    {
        string home = Directory.CreateDirectory(Path.Combine(Run.Folder.FullName, "home")).FullName;
        string address = _server.Address.ToString().TrimEnd('/');
        Run.Task("Do what is to be done.");
        Run.MorePrograms = programs;
        foreach ((string name, string value) in Variables(home, address))
            Run.Variables[name] = value;
        Write(Path.Combine(home, ".gemini", "settings.json"), "{\"security\":{\"auth\":{\"selectedType\":\"gemini-api-key\"}}}");
        Write(Path.Combine(home, ".codex", "config.toml"), CodexConfiguration(address));
        Write(Path.Combine(home, "opencode.json"), OpenCodeConfiguration(address));
    }

    private static Dictionary<string, string> Variables(string home, string address) =>
        new()
        {
            ["HOME"] = home,
            ["CODEX_HOME"] = Path.Combine(home, ".codex"),
            ["STUB_KEY"] = "stub",
            ["ANTHROPIC_BASE_URL"] = address,
            ["ANTHROPIC_API_KEY"] = "stub",
            ["CLAUDE_CODE_MAX_RETRIES"] = "1",
            ["CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC"] = "1",
            // Else it tells the model of MCP servers' tools only when asked.
            ["ENABLE_TOOL_SEARCH"] = "false",
            ["GOOGLE_GEMINI_BASE_URL"] = address,
            ["GEMINI_API_KEY"] = "stub",
            ["OPENCODE_CONFIG"] = Path.Combine(home, "opencode.json"),
            ["OPENCODE_DISABLE_MODELS_FETCH"] = "1",
            ["OPENCODE_DISABLE_DEFAULT_PLUGINS"] = "1",
            ["OPENCODE_DISABLE_LSP_DOWNLOAD"] = "1",
        };

    private static string CodexConfiguration(string address) =>
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

    private static string OpenCodeConfiguration(string address)
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

    private static void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
