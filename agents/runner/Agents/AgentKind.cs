using KubeTask.Runner.Options;
using KubeTask.Runner.Streams;
using KubeTask.Runs.Mcp;

namespace KubeTask.Runner.Agents;

/// <summary>An agent whose command line and stream are known.</summary>
/// <param name="Name">Its name, which is its program's.</param>
/// <param name="Stream">Understands what it writes.</param>
/// <param name="Mcp">Gives it MCP servers; the last argument is a private folder for its files.</param>
/// <param name="Write">Adds its options, the extra arguments and the prompt to the command.</param>
internal sealed record AgentKind(
    string Name,
    Func<Action<string>, AgentStream> Stream,
    Action<Launch, McpServers, string> Mcp,
    Action<Launch, AgentWork> Write
);

/// <summary>What an agent is to do.</summary>
/// <param name="Prompt">The prompt, short enough for an argument.</param>
/// <param name="Extra">Arguments of the user.</param>
/// <param name="File">The file with the whole task.</param>
internal sealed record AgentWork(string Prompt, IReadOnlyList<string> Extra, string File, RunLimits Limits);
