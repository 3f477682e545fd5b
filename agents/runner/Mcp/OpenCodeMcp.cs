using System.Text.Json.Nodes;
using KubeTask.Runner.Agents;
using KubeTask.Runs.Mcp;

namespace KubeTask.Runner.Mcp;

/// <summary>MCP servers for OpenCode, which expands <c>{env:VAR}</c> itself.</summary>
internal static class OpenCodeMcp
{
    private const string Variable = "OPENCODE_CONFIG";

    public static void Give(Launch launch, McpServers servers, string folder)
    {
        var entries = new JsonObject();
        foreach (McpServer server in servers.Servers ?? [])
        {
            entries[server.Name!] = server.IsLocal
                ? new JsonObject
                {
                    ["type"] = "local",
                    ["command"] = McpNodes.List([Own(server.Command!), .. (server.Args ?? []).Select(Own)]),
                    ["environment"] = McpNodes.Map(server.Env, Own),
                    ["enabled"] = true,
                }
                : new JsonObject
                {
                    ["type"] = "remote",
                    ["url"] = Own(server.Url!),
                    ["headers"] = McpNodes.Map(server.Headers, Own),
                    ["enabled"] = true,
                };
        }

        JsonObject settings = McpNodes.ReadOrNew(launch.Environment.GetValueOrDefault(Variable), Variable);
        McpNodes.Merge(settings, "mcp", entries);
        string file = Path.Combine(folder, "opencode.json");
        File.WriteAllText(file, settings.ToJsonString());
        launch.Environment[Variable] = file;
    }

    private static string Own(string text) => VariableText.Rewrite(text, name => $"{{env:{name}}}");
}
