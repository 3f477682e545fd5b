using System.Text.Encodings.Web;
using System.Text.Json;
using KubeTask.Core.Api;
using KubeTask.Core.Outcomes;
using KubeTask.Runs.Mcp;
using RunServer = KubeTask.Runs.Mcp.McpServer;

namespace KubeTask.Core.Contexts;

/// <summary>Makes one file of the MCP servers of all Contexts. It holds the names of variables, and never the value of one.</summary>
public static class McpMerge
{
    private static readonly McpJson s_json = new(
        new JsonSerializerOptions(McpJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
    );

    /// <summary>
    /// The file's content, or null without a server. Servers keep the place of the first Context that has their name; a Task's Context
    /// replaces an Agent's.
    /// </summary>
    /// <param name="contexts">The Contexts, the Agent's first.</param>
    /// <param name="variables">The variables that the Agent's container has; null if they aren't all known.</param>
    public static Result<string>? Write(IEnumerable<ResolvedContext> contexts, IReadOnlySet<string>? variables)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var merged = new List<(ResolvedContext Context, RunServer Server)>();
        foreach (ResolvedContext context in contexts)
        {
            foreach (RunServer server in (context.Mcp?.Servers ?? []).Select(McpRules.ForRun))
            {
                if (places.TryAdd(server.Name!, merged.Count))
                {
                    merged.Add((context, server));
                    continue;
                }

                int place = places[server.Name!];
                if (merged[place].Context.Origin == context.Origin)
                {
                    return Problem(
                        merged[place].Context.Key == context.Key
                            ? $"the {context.Origin}'s contexts list Context {context.Key} twice; take one out"
                            : $"Contexts {merged[place].Context.Key} and {context.Key} of the {context.Origin} both have an MCP server "
                                + $"{server.Name}; give one another name"
                    );
                }

                merged[place] = (context, server);
            }
        }

        if (merged.Count == 0)
            return null;
        foreach ((ResolvedContext context, RunServer server) in merged)
        {
            if (
                variables is not null
                && server.Values.SelectMany(VariableText.Names).FirstOrDefault(n => !variables.Contains(n)) is { } unset
            )
            {
                return Problem(
                    $"Context {context.Key}: spec.mcp.servers[{server.Name}] uses ${{{unset}}}, which the Agent doesn't have; "
                        + $"give the Agent a credential with env {unset}"
                );
            }
        }

        return (Result<string>)JsonSerializer.Serialize(new McpServers { Servers = [.. merged.Select(m => m.Server)] }, s_json.McpServers);
    }

    private static Problem Problem(string message) => new(TaskReason.InvalidContext, message, ConditionType.ContextsResolved);
}
