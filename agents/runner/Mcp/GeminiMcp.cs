using System.Text.Json.Nodes;
using KubeTask.Runner.Agents;
using KubeTask.Runs.Mcp;

namespace KubeTask.Runner.Mcp;

/// <summary>
/// MCP servers for Gemini CLI, which expands <c>${VAR}</c> itself. It gets a home of its own, with the user's settings and links to all
/// else that the user's home has. It refuses system settings below a folder that others may write in, such as <c>/tmp</c>.
/// </summary>
internal static class GeminiMcp
{
    private const string Variable = "GEMINI_CLI_HOME";
    private const string Inner = ".gemini";
    private const string SettingsName = "settings.json";

    public static void Give(Launch launch, McpServers servers, string folder)
    {
        var entries = new JsonObject();
        foreach (McpServer server in servers.Servers ?? [])
            entries[server.Name!] = Entry(server);
        string own = Directory.CreateDirectory(Path.Combine(folder, Inner)).FullName;
        string? home = launch.Environment.GetValueOrDefault(Variable) ?? launch.Environment.GetValueOrDefault("HOME");
        string? users = string.IsNullOrEmpty(home) ? null : Path.Combine(home, Inner);
        JsonObject settings = McpNodes.ReadOrNew(users is null ? null : Path.Combine(users, SettingsName), Variable);
        McpNodes.Merge(settings, "mcpServers", entries);
        File.WriteAllText(Path.Combine(own, SettingsName), settings.ToJsonString());
        if (Directory.Exists(users))
        {
            foreach (string entry in Directory.EnumerateFileSystemEntries(users).Where(e => Path.GetFileName(e) != SettingsName))
                File.CreateSymbolicLink(Path.Combine(own, Path.GetFileName(entry)), Path.GetFullPath(entry));
        }

        launch.Environment[Variable] = folder;
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
