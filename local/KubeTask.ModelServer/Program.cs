using System.Globalization;
using System.Text.Json;
using KubeTask.ModelServer;

// A script is a list of steps, each an object with one of answer, call, refuse, cut or hang.
const string Help = """
    kubetask-model-server PORT [STEP ...]

    A model that does what the steps say, on 127.0.0.1:PORT (0 for any port). Steps are JSON; the last one is repeated:
      {"answer":"text"}   {"call":"tool","arguments":{...}}   {"refuse":429}   {"cut":"text"}   {"hang":"text"}
    and each may have "tokens":{"input":1,"cacheRead":1,"cacheWrite":1,"output":1,"reasoning":1}.
    """;

if (args.Length == 0 || !int.TryParse(args[0], NumberStyles.None, CultureInfo.InvariantCulture, out int port))
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

await using StubServer server = await StubServer.StartAsync(new Script(steps.Length == 0 ? [new Step.Answer("Done.")] : steps), port);
Console.WriteLine($"listening on {server.Address}");
await server.WaitForEndAsync();
return 0;
