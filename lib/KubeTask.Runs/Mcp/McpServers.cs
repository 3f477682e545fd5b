using System.Text.Json.Serialization;

namespace KubeTask.Runs.Mcp;

/// <summary>
/// The MCP servers of a run, whatever the agent. KubeTask writes them into a file, and the runner in the agent's image translates them.
/// </summary>
public sealed record McpServers
{
    /// <summary>The variable of the agent's container with the path of the file.</summary>
    public const string FileVariable = "KUBETASK_MCP_FILE";

    /// <summary>Where KubeTask mounts the file.</summary>
    public const string File = "/kubetask-mcp/servers.json";

    /// <summary>The servers, each with a name of its own.</summary>
    public IReadOnlyList<McpServer>? Servers { get; init; }
}

/// <summary>JSON of <see cref="McpServers"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(McpServers))]
public sealed partial class McpJson : JsonSerializerContext;
