using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace KubeTask.Runner.Mcp;

/// <summary>The MCP servers of a run, whatever the agent. Values are literal, or have variables as <c>${VAR}</c>.</summary>
internal sealed partial record McpServers
{
    public IReadOnlyList<McpServer>? Servers { get; init; }

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
            throw new SettingException($"KUBETASK_MCP_FILE: {file} can't be read: {e.Message}");
        }

        if (servers.Servers?.Any(s => s is null) == true)
            throw new SettingException("KUBETASK_MCP_FILE: a server is null. Write an object with name and transport");
        foreach (McpServer server in servers.Servers ?? [])
        {
            if (Problem(server, environment) is { } problem)
                throw new SettingException($"KUBETASK_MCP_FILE: servers {server.Name ?? "without a name"}: {problem}");
        }

        if (servers.Servers?.GroupBy(s => s.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new SettingException($"KUBETASK_MCP_FILE: two servers have the name {twice.Key}. Give each a name of its own");
        return servers;
    }

    private static string? Problem(McpServer server, IReadOnlyDictionary<string, string> environment)
    {
        if (server.Name is null || !Name().IsMatch(server.Name))
            return "the name must be letters, digits, - and _. Write for example github";
        if (server.Transport is not ("stdio" or "http" or "sse"))
            return $"transport is {server.Transport ?? "missing"}. Write stdio, http or sse";
        if (server.IsLocal && string.IsNullOrEmpty(server.Command))
            return "command is missing, which the transport stdio starts. Write the program's name or path";
        if (!server.IsLocal && string.IsNullOrEmpty(server.Url))
            return $"url is missing, which the transport {server.Transport} connects to. Write for example https://mcp.example.com/mcp";
        if (server.Values.Any(v => v is null))
            return "a value is null. Write text, or leave it out";
        string? absent = server.Values.SelectMany(VariableText.Names).FirstOrDefault(n => !environment.ContainsKey(n));
        return absent is null
            ? null
            : $"the variable {absent} isn't set. Give it to the container, for example as a credential of the Agent";
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}

/// <summary>An MCP server.</summary>
internal sealed record McpServer
{
    public string? Name { get; init; }

    public string? Transport { get; init; }

    public string? Command { get; init; }

    public IReadOnlyList<string>? Args { get; init; }

    public IReadOnlyDictionary<string, string>? Env { get; init; }

    public string? Url { get; init; }

    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    [JsonIgnore]
    public bool IsLocal => Transport == "stdio";

    /// <summary>All that may have variables.</summary>
    [JsonIgnore]
    public IEnumerable<string> Values =>
        IsLocal ? [Command ?? "", .. Args ?? [], .. Env?.Values ?? []] : [Url ?? "", .. Headers?.Values ?? []];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(McpServers))]
internal sealed partial class McpJson : JsonSerializerContext;
