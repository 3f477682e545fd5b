using System.Text.Json.Nodes;
using KubeTask.Runner.Agents;
using KubeTask.Runs.Mcp;

namespace KubeTask.Runner.Mcp;

/// <summary>
/// MCP servers for Goose: extensions in a <c>config.yaml</c> below a private <c>GOOSE_PATH_ROOT</c>, after what the user's file has, and
/// links to all else that lies beside that. Goose expands variables in headers only, and only those in <c>env_keys</c>. It follows
/// Goose's documentation.
/// </summary>
internal static class GooseMcp
{
    private const string Variable = "GOOSE_PATH_ROOT";
    private const string Settings = "config.yaml";
    private const string Key = "extensions";
    private const int TimeoutSeconds = 300;

    public static void Give(Launch launch, McpServers servers, string folder)
    {
        var extensions = new JsonObject();
        foreach (McpServer server in servers.Servers ?? [])
            extensions[server.Name!] = Extension(launch, server);
        string own = Directory.CreateDirectory(Path.Combine(folder, "config")).FullName;
        string theirs = "";
        if (UsersFolder(launch) is { } users && Directory.Exists(users))
        {
            theirs = Theirs(Path.Combine(users, Settings));
            foreach (string entry in Directory.EnumerateFileSystemEntries(users).Where(e => Path.GetFileName(e) != Settings))
                File.CreateSymbolicLink(Path.Combine(own, Path.GetFileName(entry)), Path.GetFullPath(entry));
        }

        // JSON is YAML.
        File.WriteAllText(Path.Combine(own, Settings), $"{theirs}{Key}: {extensions.ToJsonString()}\n");
        launch.Environment[Variable] = folder;
    }

    private static string? UsersFolder(Launch launch)
    {
        if (Value("GOOSE_PATH_ROOT") is { } root)
            return Path.Combine(root, "config");
        if (Value("XDG_CONFIG_HOME") is { } settings)
            return Path.Combine(settings, "goose");
        return Value("HOME") is { } home ? Path.Combine(home, ".config", "goose") : null;

        string? Value(string name) => launch.Environment.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
    }

    private static string Theirs(string file)
    {
        if (!File.Exists(file))
            return "";
        string text = File.ReadAllText(file);
        if (text.Split('\n').Any(l => l.StartsWith(Key + ":", StringComparison.Ordinal)))
        {
            throw new SettingException(
                $"{file} has extensions, and so has the Task's Context of type MCP. Write all of them into such Contexts, or none"
            );
        }

        return text.TrimEnd() + "\n";
    }

    private static JsonObject Extension(Launch launch, McpServer server)
    {
        JsonObject extension = server.Transport switch
        {
            McpServer.Stdio => Local(server),
            McpServer.Http => Remote(launch, server),
            _ => throw new SettingException(
                $"KUBETASK_MCP_FILE: {server.Name} has the transport {server.Transport}, which Goose no longer has. Write http"
            ),
        };
        extension["name"] = server.Name;
        extension["description"] = "";
        extension["enabled"] = true;
        extension["timeout"] = TimeoutSeconds;
        return extension;
    }

    private static JsonObject Local(McpServer server)
    {
        var command = McpCommand.Of(server);
        return new JsonObject
        {
            ["type"] = "stdio",
            ["cmd"] = command.Command,
            ["args"] = McpNodes.List(command.Arguments),
            ["envs"] = McpNodes.Map(command.Literals),
        };
    }

    private static JsonObject Remote(Launch launch, McpServer server)
    {
        var keys = new List<string>();
        JsonObject headers = McpNodes.Map(server.Headers, value =>
        {
            if (!VariableText.HasVariables(value))
                return value;
            keys.Add(McpCommand.AddHeader(launch, value));
            return $"${{{keys[^1]}}}";
        });
        return new JsonObject
        {
            ["type"] = "streamable_http",
            ["uri"] = VariableText.Expand(server.Url!, launch.Environment),
            ["headers"] = headers,
            ["env_keys"] = McpNodes.List(keys),
        };
    }
}
