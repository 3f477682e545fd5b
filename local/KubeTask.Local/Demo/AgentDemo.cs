using System.Text.Json.Nodes;
using KubeTask.Core.Api;
using KubeTask.ModelServer;
using ModelStep = KubeTask.ModelServer.Step;

namespace KubeTask.Local.Demo;

/// <summary>A Task for a real agent's CLI, and a stub model on this machine that the CLI asks, so that it needs no key.</summary>
internal sealed class AgentDemo : IAsyncDisposable
{
    private const string Home = "/root";
    private const string Note = "notes/hello.md";

    private readonly AgentCli _cli;
    private readonly StubServer _server;

    private AgentDemo(AgentCli cli, StubServer server) => (_cli, _server) = (cli, server);

    /// <summary>The Task's name.</summary>
    public static string TaskName => "write-a-note";

    /// <summary>What the stub model does, for a person.</summary>
    public string Notice => $"{_cli.Name} is the real one; a stub answers in place of its model, at {_server.Address}";

    public static async Task<AgentDemo> StartAsync(string agent)
    {
        var cli = new AgentCli(agent);
        var script = new Script(
            cli.Shell($"mkdir -p notes && echo 'Hello from a Task.' > {Note} && cat {Note}") with
            {
                Tokens = new Tokens(Input: 900, CacheRead: 300, Output: 60),
            },
            new ModelStep.Answer($"I wrote {Note}.") { Tokens = new Tokens(Input: 1000, CacheRead: 900, Output: 20) }
        );
        return new AgentDemo(cli, await StubServer.StartAsync(script));
    }

    /// <summary>The objects to apply, as JSON: a Secret, a ServiceAccount, an Agent and a Task.</summary>
    public string Manifest()
    {
        var variables = new JsonObject();
        foreach ((string name, string value) in _cli.Variables(_server.Address, Home))
            variables[name] = value;
        var credentials = new JsonArray(
            new JsonObject
            {
                ["name"] = "model",
                ["secretRef"] = new JsonObject { ["name"] = "model" },
            }
        );
        JsonArray objects = [Secret("model", variables), Object("v1", "ServiceAccount", _cli.Name)];
        if (_cli.Settings(_server.Address) is { } settings)
        {
            objects.Add(Secret("settings", new JsonObject { ["file"] = settings.Text }));
            credentials.Add(
                new JsonObject
                {
                    ["name"] = "settings",
                    ["secretRef"] = new JsonObject { ["name"] = "settings", ["key"] = "file" },
                    ["mountPath"] = Path.Combine(Home, settings.Path),
                }
            );
        }

        JsonObject agent = Object(KubeTaskApi.GroupVersion, "Agent", _cli.Name);
        agent["spec"] = new JsonObject
        {
            ["agentImage"] = $"kubetask-agent-{_cli.Name}",
            ["serviceAccountName"] = _cli.Name,
            ["command"] = new JsonArray(["kubetask-run", "--", .. _cli.Arguments.Select(a => (JsonNode)a)]),
            ["credentials"] = credentials,
        };
        JsonObject task = Object(KubeTaskApi.GroupVersion, "Task", TaskName);
        task["spec"] = new JsonObject { ["agentRef"] = _cli.Name, ["description"] = $"Say hello in {Note}." };
        objects.Add(agent);
        objects.Add(task);
        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "List",
            ["items"] = objects,
        }.ToJsonString(new() { WriteIndented = true });
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static JsonObject Secret(string name, JsonObject data)
    {
        JsonObject secret = Object("v1", "Secret", name);
        secret["stringData"] = data;
        return secret;
    }

    private static JsonObject Object(string apiVersion, string kind, string name) =>
        new()
        {
            ["apiVersion"] = apiVersion,
            ["kind"] = kind,
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = KubeTaskApi.DefaultReleaseNamespace },
        };
}
