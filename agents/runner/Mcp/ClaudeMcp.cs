using System.Text.Json.Nodes;
using KubeTask.Runner.Agents;
using KubeTask.Runs.Mcp;

namespace KubeTask.Runner.Mcp;

/// <summary>MCP servers for Claude Code, which expands <c>${VAR}</c> itself.</summary>
internal static class ClaudeMcp
{
    public static void Give(Launch launch, McpServers servers, string folder)
    {
        var entries = new JsonObject();
        foreach (McpServer server in servers.Servers ?? [])
        {
            entries[server.Name!] = server.IsLocal
                ? new JsonObject
                {
                    ["type"] = "stdio",
                    ["command"] = server.Command,
                    ["args"] = McpNodes.List(server.Args ?? []),
                    ["env"] = McpNodes.Map(server.Env),
                }
                : new JsonObject
                {
                    ["type"] = server.Transport,
                    ["url"] = server.Url,
                    ["headers"] = McpNodes.Map(server.Headers),
                };
        }

        string file = Path.Combine(folder, "mcp.json");
        File.WriteAllText(file, new JsonObject { ["mcpServers"] = entries }.ToJsonString());
        launch.Command.AddRange(["--mcp-config", file, "--strict-mcp-config"]);
    }
}
