using System.Text.Json.Nodes;
using KubeTask.Runner.Agents;

namespace KubeTask.Runner.Mcp;

/// <summary>
/// MCP servers for Gemini CLI, which expands <c>${VAR}</c> itself. They go into its system settings, which it reads beside the user's.
/// </summary>
internal static class GeminiMcp
{
    private const string Variable = "GEMINI_CLI_SYSTEM_SETTINGS_PATH";
    private const string DefaultFile = "/etc/gemini-cli/settings.json";

    public static void Give(Launch launch, McpServers servers, string folder)
    {
        var entries = new JsonObject();
        foreach (McpServer server in servers.Servers ?? [])
            entries[server.Name!] = Entry(server);
        JsonObject settings = McpNodes.ReadOrNew(launch.Environment.GetValueOrDefault(Variable, DefaultFile), Variable);
        McpNodes.Merge(settings, "mcpServers", entries);
        string file = Path.Combine(folder, "settings.json");
        File.WriteAllText(file, settings.ToJsonString());
        launch.Environment[Variable] = file;
    }

    private static JsonObject Entry(McpServer server) =>
        server.IsLocal
            ? new()
            {
                ["command"] = server.Command,
                ["args"] = McpNodes.List(server.Args ?? []),
                // A server sees no other variables of the container.
                ["env"] = McpNodes.Map(server.Env),
                ["trust"] = true,
            }
            : new()
            {
                [server.Transport == "http" ? "httpUrl" : "url"] = server.Url,
                ["headers"] = McpNodes.Map(server.Headers),
                ["trust"] = true,
            };
}
