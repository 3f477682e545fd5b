using System.Text.Json;
using KubeTask.Runs.Mcp;

namespace KubeTask.Runner.Mcp;

/// <summary>The file with the MCP servers.</summary>
internal static class McpFile
{
    /// <summary>Reads the file and checks it.</summary>
    /// <exception cref="SettingException">It can't be read, or is wrong.</exception>
    public static McpServers Read(string file, IReadOnlyDictionary<string, string> environment)
    {
        McpServers servers;
        try
        {
            servers = JsonSerializer.Deserialize(File.ReadAllBytes(file), McpJson.Default.McpServers) ?? new McpServers();
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new SettingException($"{McpServers.FileVariable}: {file} can't be read: {e.Message}");
        }

        if (servers.Servers?.Any(s => s is null) == true)
            throw new SettingException($"{McpServers.FileVariable}: a server is null. Write an object with name and transport");
        foreach (McpServer server in servers.Servers ?? [])
        {
            if ((server.Broken() ?? Unset(server, environment)) is { } problem)
                throw new SettingException($"{McpServers.FileVariable}: servers {server.Name ?? "without a name"}: {problem}");
        }

        if (servers.Servers?.GroupBy(s => s.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new SettingException($"{McpServers.FileVariable}: two servers have the name {twice.Key}. Give each a name of its own");
        return servers;
    }

    private static string? Unset(McpServer server, IReadOnlyDictionary<string, string> environment) =>
        server.Values.SelectMany(VariableText.Names).FirstOrDefault(n => !environment.ContainsKey(n)) is { } absent
            ? $"the variable {absent} isn't set. Give it to the container, for example as a credential of the Agent"
            : null;
}
