using System.Globalization;
using KubeTask.Runner.Agents;
using KubeTask.Runs.Mcp;

namespace KubeTask.Runner.Options;

/// <summary>Reads the command line and the variables.</summary>
internal sealed class SettingsReader(Func<string, string?> variable)
{
    public const string AgentVariable = "KUBETASK_AGENT";
    public const string StreamVariable = "KUBETASK_STREAM";
    public const string MaxTokensVariable = "KUBETASK_MAX_TOKENS";
    public const string MaxCostVariable = "KUBETASK_MAX_COST_USD";
    public const string MaxTurnsVariable = "KUBETASK_MAX_TURNS";
    public const string StallVariable = "KUBETASK_STALL_SECONDS";
    public const string WorkspaceVariable = "WORKSPACE_DIR";

    /// <summary>Where the local cluster has a container's files if it has no sandbox.</summary>
    public const string RootVariable = "KUBETASK_SANDBOX_ROOT";

    public const string DefaultReport = "/dev/termination-log";

    public const string Help = """
        kubetask-run [options] -- COMMAND [ARG...]
        kubetask-run --agent claude|gemini|codex|opencode|goose [options] [-- EXTRA ARG...]

        Starts an agent without a terminal, shows its stream as a readable log, and writes the termination message of its container:
        the result, then a line with how the run ended and what it used.

          --agent KIND     start this agent with $WORKSPACE_DIR/task.md as its prompt (or KUBETASK_AGENT; "none" runs COMMAND as it is)
          --report FILE    where the termination message goes (default /dev/termination-log, if there is one)
          --help           show this
          --version        show the version

        KUBETASK_STREAM          readable (default), or raw: show the agent's stream as it is
        KUBETASK_MAX_TOKENS      end the run when it has used more tokens, with those of the cache
        KUBETASK_MAX_COST_USD    end the run when it has cost more, as far as the agent reports a cost
        KUBETASK_MAX_TURNS       end the run when the model has answered more often
        KUBETASK_STALL_SECONDS   end the run when it has written nothing for so long
        KUBETASK_MCP_FILE        the MCP servers to give to the agent
        """;

    private string? _error;

    /// <summary>The settings, or what is wrong.</summary>
    public (RunnerSettings? Settings, string? Error) Read(IReadOnlyList<string> arguments)
    {
        string? agent = Variable(AgentVariable);
        string? report = null;
        int i = 0;
        for (; i < arguments.Count && arguments[i] != "--"; i++)
        {
            (string name, string? value) = Split(arguments[i]);
            if (name is not ("--agent" or "--report"))
                return (null, $"{name} is no option. Write the command after --, and see kubetask-run --help");
            value ??= ++i < arguments.Count ? arguments[i] : null;
            if (string.IsNullOrEmpty(value) || value == "--")
                return (null, $"{name} has no value. Write {name} {(name == "--agent" ? "claude" : "FILE")}");
            if (name == "--agent")
                agent = value;
            else
                report = value;
        }

        if (agent == "none")
            agent = null;
        string[] command = [.. arguments.Skip(i + 1)];
        if (agent is null && command.Length == 0)
            return (null, $"There is nothing to run. Write --agent with one of {AgentKinds.Names}, or a command after --");
        if (agent is not null && AgentKinds.Find(agent) is null)
            return (null, $"The agent {agent} is unknown. Write one of {AgentKinds.Names}, or a command after --");
        var settings = new RunnerSettings
        {
            Agent = agent,
            Command = command,
            Raw = Raw(),
            Report = ReportFile(report),
            Workspace = Variable(WorkspaceVariable) ?? "/workspace",
            McpFile = Variable(McpServers.FileVariable) is { } file ? InSandbox(file) : null,
            Limits = new RunLimits
            {
                MaxTokens = Whole(MaxTokensVariable),
                MaxCostUsd = Money(MaxCostVariable),
                MaxTurns = Whole(MaxTurnsVariable),
                Stall = Whole(StallVariable) is { } seconds ? TimeSpan.FromSeconds(Math.Min(seconds, int.MaxValue / 1000)) : null,
            },
        };
        return _error is null ? (settings, null) : (null, _error);
    }

    /// <summary>Where the termination message goes whatever else the arguments say, so that it can say what is wrong with them.</summary>
    public string? ReportFile(IReadOnlyList<string> arguments)
    {
        int option = arguments.TakeWhile(a => a != "--").ToList().FindIndex(a => Split(a).Name == "--report");
        string? value = option < 0 ? null : Split(arguments[option]).Value ?? arguments.ElementAtOrDefault(option + 1);
        return ReportFile(value);
    }

    private string? ReportFile(string? asked)
    {
        // It stays the same file when the run goes into the workspace.
        string path = InSandbox(asked is null ? DefaultReport : Path.GetFullPath(asked));
        // The kubelet makes the file before the container starts. Outside of a pod none is wanted in /dev.
        return asked is not null || Variable(RootVariable) is not null || File.Exists(path) ? path : null;
    }

    private string InSandbox(string path) =>
        Variable(RootVariable) is { } root && !path.StartsWith(root + "/", StringComparison.Ordinal) && Path.IsPathRooted(path)
            ? root + path
            : path;

    private bool Raw()
    {
        string? value = Variable(StreamVariable);
        if (value is not (null or "raw" or "readable"))
            _error ??= $"{StreamVariable} is {value}. Write readable or raw";
        return value == "raw";
    }

    private long? Whole(string name)
    {
        if (Variable(name) is not { } value)
            return null;
        if (long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0)
            return number;
        _error ??= $"{name} is {value}. Write a whole number greater than 0, or leave it out for no limit";
        return null;
    }

    private decimal? Money(string name)
    {
        if (Variable(name) is not { } value)
            return null;
        if (decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number) && number > 0)
            return number;
        _error ??= $"{name} is {value}. Write US dollars greater than 0, such as 2.50, or leave it out for no limit";
        return null;
    }

    private string? Variable(string name) => variable(name) is { Length: > 0 } value ? value : null;

    private static (string Name, string? Value) Split(string argument)
    {
        int equals = argument.IndexOf('=', StringComparison.Ordinal);
        return argument.StartsWith("--", StringComparison.Ordinal) && equals > 0
            ? (argument[..equals], argument[(equals + 1)..])
            : (argument, null);
    }
}
