using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace KubeTask.Runs.Mcp;

/// <summary>An MCP server. Values are literal, or have variables of the agent's container as <c>${VAR}</c>.</summary>
public sealed partial record McpServer
{
    /// <summary>The agent starts the server and talks to it over its standard input and output.</summary>
    public const string Stdio = "stdio";

    /// <summary>The agent connects over streamable HTTP.</summary>
    public const string Http = "http";

    /// <summary>The agent connects over HTTP with server-sent events.</summary>
    public const string Sse = "sse";

    /// <summary>What is wrong with a name, and what to write instead.</summary>
    public const string BrokenName = "a server's name has letters, digits, - and _; write one such as github";

    /// <summary>Letters, digits, - and _.</summary>
    public string? Name { get; init; }

    /// <summary><see cref="Stdio"/>, <see cref="Http"/> or <see cref="Sse"/>.</summary>
    public string? Transport { get; init; }

    /// <summary>The program that the agent starts.</summary>
    public string? Command { get; init; }

    /// <summary>The program's arguments.</summary>
    public IReadOnlyList<string>? Args { get; init; }

    /// <summary>The program's variables.</summary>
    public IReadOnlyDictionary<string, string>? Env { get; init; }

    /// <summary>The URL to which the agent connects.</summary>
    public string? Url { get; init; }

    /// <summary>The headers of each request.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Whether the agent starts it.</summary>
    [JsonIgnore]
    public bool IsLocal => Transport == Stdio;

    /// <summary>All that may have variables.</summary>
    [JsonIgnore]
    public IEnumerable<string> Values =>
        IsLocal ? [Command ?? "", .. Args ?? [], .. Env?.Values ?? []] : [Url ?? "", .. Headers?.Values ?? []];

    /// <summary>What is wrong and what to write instead; null if nothing is.</summary>
    public string? Broken() =>
        Name is null || !ValidName().IsMatch(Name) ? BrokenName
        : Transport is not (Stdio or Http or Sse) ? $"transport is {Transport ?? "missing"}; write stdio, http or sse"
        : IsLocal && string.IsNullOrEmpty(Command)
            ? "command is missing, which the transport stdio starts; write the program's name or path"
        : !IsLocal && string.IsNullOrEmpty(Url)
            ? $"url is missing, which the transport {Transport} connects to; write one such as https://mcp.example.com/mcp"
        : Values.Any(v => v is null) ? "a value is null; write text, or leave it out"
        : null;

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ValidName();
}
