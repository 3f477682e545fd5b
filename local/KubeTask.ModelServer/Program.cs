using System.Globalization;
using System.Text.Json;
using KubeTask.ModelServer;
using KubeTask.ModelServer.Mcp;

// A script is a list of steps, each an object with one of answer, call, refuse, cut or hang.
const string Help = """
    kubetask-model-server [HOST:]PORT [STEP ...]

    A model that does what the steps say, on HOST:PORT (127.0.0.1, and 0 for any port). Steps are JSON; the last one is repeated:
      {"answer":"text"}   {"call":"tool","arguments":{...}}   {"refuse":429}   {"cut":"text"}   {"hang":"text"}
    and each may have "tokens":{"input":1,"cacheRead":1,"cacheWrite":1,"output":1,"reasoning":1}. A call may have the "server" of its tool.

    Beside it there is an MCP server over HTTP, with the tool recall.
    """;

string[] place = args.Length == 0 ? [] : args[0].Split(':');
if (place.Length is 0 or > 2 || !int.TryParse(place[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int port))
{
    Console.WriteLine(Help);
    return args.Length == 0 || args[0] is "--help" or "-h" ? 0 : 2;
}

Step[] steps;
try
{
    steps = [.. args.Skip(1).Select(StepReader.Read)];
}
catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
{
    await Console.Error.WriteLineAsync($"A step is wrong: {e.Message}\n\n{Help}");
    return 2;
}

string host = place.Length == 2 ? place[0] : "127.0.0.1";
var script = new Script(steps.Length == 0 ? [new Step.Answer("Done.")] : steps);
await using StubServer server = await StubServer.StartAsync(script, port, host);
await using StubMcpServer mcp = await StubMcpServer.StartAsync("from afar", host);
Console.WriteLine($"MCP on {mcp.Address}\nlistening on {server.Address}");
await server.WaitForEndAsync();
return 0;
