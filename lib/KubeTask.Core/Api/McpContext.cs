using KubeTask.Core.Validation;

namespace KubeTask.Core.Api;

/// <summary>Model Context Protocol (MCP) servers.</summary>
public sealed record McpContext
{
    /// <summary>The servers. If several Contexts have one of the same name, a Task's Context wins over an Agent's.</summary>
    [MaxItems(64)]
    [ListMapKeys("name")]
    public IReadOnlyList<McpServer>? Servers { get; init; }
}

/// <summary>
/// A Model Context Protocol (MCP) server. Values are literal, or have variables of the Agent's credentials as ${VAR}. What looks like a
/// credential itself is refused.
/// </summary>
[CelRule("(has(self.command) && self.command != '') != (has(self.url) && self.url != '')", RuleText.McpCommandOrUrl)]
[CelRule("!has(self.transport) || (self.transport == 'stdio') == (has(self.command) && self.command != '')", RuleText.McpTransportFits)]
[CelRule("has(self.command) || !(has(self.args) || has(self.env))", RuleText.McpArgsNeedCommand)]
[CelRule("has(self.url) || !has(self.headers)", RuleText.McpHeadersNeedUrl)]
public sealed record McpServer
{
    /// <summary>The server's name, as the agent sees it: letters, digits, - and _.</summary>
    [MinLength(1)]
    [MaxLength(63)]
    [CelRule("self.matches('^[A-Za-z0-9_-]+$')", RuleText.McpName)]
    public required string Name { get; init; }

    /// <summary>How the agent talks to the server. Defaults to stdio with a command, and to http with a url.</summary>
    [OneOf(Runs.Mcp.McpServer.Stdio, Runs.Mcp.McpServer.Http, Runs.Mcp.McpServer.Sse)]
    public string? Transport { get; init; }

    /// <summary>The program that the agent starts, from its image or its workspace.</summary>
    [MaxLength(1024)]
    public string? Command { get; init; }

    /// <summary>The program's arguments.</summary>
    [MaxItems(256)]
    public IReadOnlyList<string>? Args { get; init; }

    /// <summary>The program's environment variables.</summary>
    public IReadOnlyDictionary<string, string>? Env { get; init; }

    /// <summary>The URL to which the agent connects.</summary>
    [MaxLength(2048)]
    public string? Url { get; init; }

    /// <summary>The headers of each request, such as Authorization: Bearer ${SEARCH_TOKEN}.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }
}
