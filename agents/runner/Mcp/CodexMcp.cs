using System.Globalization;
using System.Text;
using KubeTask.Runner.Agents;
using KubeTask.Runs.Mcp;

namespace KubeTask.Runner.Mcp;

/// <summary>
/// MCP servers for Codex, which expands nothing, but passes variables on by name. They go into <c>-c</c> options, so its own
/// <c>config.toml</c> and sign-in stay. Values with variables become variables of the Codex process, so that no argument holds a secret.
/// </summary>
internal static class CodexMcp
{
    public static void Give(Launch launch, McpServers servers, string folder)
    {
        foreach (McpServer server in servers.Servers ?? [])
        {
            string table = server.IsLocal ? Local(launch, server) : Remote(launch, server);
            launch.Command.AddRange(["-c", $"mcp_servers.{server.Name}={{{table}}}"]);
        }
    }

    private static string Remote(Launch launch, McpServer server)
    {
        var literal = new Dictionary<string, string>();
        var variables = new Dictionary<string, string>();
        foreach ((string name, string value) in server.Headers ?? new Dictionary<string, string>())
        {
            if (VariableText.HasVariables(value))
                variables[name] = McpCommand.AddHeader(launch, value);
            else
                literal[name] = value;
        }

        string url = VariableText.Expand(server.Url!, launch.Environment);
        return $"url={Text(url)},http_headers={Table(literal)},env_http_headers={Table(variables)}";
    }

    private static string Local(Launch launch, McpServer server)
    {
        var command = McpCommand.Of(server);
        IEnumerable<string> passed = server.Values.SelectMany(VariableText.Names).Distinct();
        return $"command={Text(command.Command)},args=[{string.Join(',', command.Arguments.Select(Text))}],env={Table(command.Literals)},"
            + $"env_vars=[{string.Join(',', passed.Select(Text))}]";
    }

    private static string Table(IReadOnlyDictionary<string, string> values) =>
        $"{{{string.Join(',', values.Select(v => $"{Text(v.Key)}={Text(v.Value)}"))}}}";

    /// <summary>A basic string of TOML.</summary>
    private static string Text(string value)
    {
        var text = new StringBuilder("\"");
        foreach (char c in value)
        {
            if (c is '"' or '\\')
                text.Append('\\').Append(c);
            else if (char.IsControl(c))
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            else
                text.Append(c);
        }

        return text.Append('"').ToString();
    }
}
