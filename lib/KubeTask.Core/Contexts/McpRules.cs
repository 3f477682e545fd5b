using KubeTask.Core.Api;
using KubeTask.Core.Validation;
using RunServer = KubeTask.Runs.Mcp.McpServer;

namespace KubeTask.Core.Contexts;

/// <summary>Checks an MCP Context before anything is created for it.</summary>
public static class McpRules
{
    /// <summary>The first field that is wrong, why, and what to write instead; null if nothing is. It quotes no value.</summary>
    public static string? Broken(McpContext mcp)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (McpServer server in mcp.Servers ?? [])
        {
            string field = $"spec.mcp.servers[{OneLine.Of(server.Name)}]";
            if (!names.Add(server.Name))
                return $"{field}: two servers have this name; give each its own";
            if (BrokenForm(server) is { } form)
                return $"{field}: {form}";
            if (ForRun(server).Broken() is { } broken)
                return $"{field}: {broken}";
            if (McpCredentials.Find(server) is { } found)
            {
                return $"{field}.{found}: this looks like a credential, and everybody who may read the Context could read it; "
                    + $"put it into a Secret, give the Agent a credential with env {McpCredentials.Variable(server.Name)}, and write "
                    + $"${{{McpCredentials.Variable(server.Name)}}} in its place";
            }
        }

        return null;
    }

    /// <summary>The server as the runner in the agent's image reads it.</summary>
    public static RunServer ForRun(McpServer server) =>
        new()
        {
            Name = server.Name,
            Transport =
                !string.IsNullOrEmpty(server.Transport) ? server.Transport
                : string.IsNullOrEmpty(server.Command) ? RunServer.Http
                : RunServer.Stdio,
            Command = server.Command,
            Args = server.Args,
            Env = server.Env,
            Url = server.Url,
            Headers = server.Headers,
        };

    private static string? BrokenForm(McpServer server)
    {
        bool local = !string.IsNullOrEmpty(server.Command);
        bool remote = !string.IsNullOrEmpty(server.Url);
        return local == remote ? RuleText.McpCommandOrUrl
            : !string.IsNullOrEmpty(server.Transport) && server.Transport == RunServer.Stdio != local ? RuleText.McpTransportFits
            : remote && (server.Args is not null || server.Env is not null) ? RuleText.McpArgsNeedCommand
            : local && server.Headers is not null ? RuleText.McpHeadersNeedUrl
            : null;
    }
}
