using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using KubeTask.Runner.Agents;
using KubeTask.Runs.Mcp;

namespace KubeTask.Runner.Mcp;

/// <summary>
/// The command of a server for an agent that expands no variables, and whose servers have the agent's own. A shell starts the command
/// where a variable has to get another name, or is part of an argument, so that no file and no argument holds a secret.
/// </summary>
/// <param name="Command">The program.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Literals">The variables without variables in them.</param>
internal sealed record McpCommand(string Command, ImmutableArray<string> Arguments, IReadOnlyDictionary<string, string> Literals)
{
    public static McpCommand Of(McpServer server)
    {
        var literals = new Dictionary<string, string>();
        var exports = new StringBuilder();
        foreach ((string name, string value) in server.Env ?? new Dictionary<string, string>())
        {
            if (!VariableText.HasVariables(value))
                literals[name] = value;
            else if (!VariableText.IsVariable(value, name))
                exports.Append(CultureInfo.InvariantCulture, $"export {name}={VariableText.ShellWord(value)}; ");
        }

        string command = server.Command!;
        ImmutableArray<string> arguments = [.. server.Args ?? []];
        if (exports.Length == 0 && !VariableText.HasVariables(command) && !arguments.Any(VariableText.HasVariables))
            return new McpCommand(command, arguments, literals);
        string words = string.Join(' ', arguments.Prepend(command).Select(VariableText.ShellWord));
        return new McpCommand("/bin/sh", ["-c", $"{exports}exec {words}"], literals);
    }

    /// <summary>Gives the agent one more variable, with the expanded value of a header.</summary>
    /// <returns>The variable's name.</returns>
    public static string AddHeader(Launch launch, string value)
    {
        string expanded = VariableText.Expand(value, launch.Environment);
        int number = 1;
        while (launch.Environment.ContainsKey(Name(number)))
            number++;
        launch.Environment[Name(number)] = expanded;
        return Name(number);

        static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"KUBETASK_MCP_HEADER_{number}");
    }
}
