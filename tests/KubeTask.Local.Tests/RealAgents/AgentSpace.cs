using System.Text.Json.Nodes;
using KubeTask.Local.Cluster;
using KubeTask.Local.Tests.EndToEnd;
using KubeTask.ModelServer;

namespace KubeTask.Local.Tests.RealAgents;

/// <summary>A namespace with an Agent that is a real CLI, and the stub model that the CLI asks.</summary>
internal sealed class AgentSpace : IAsyncDisposable
{
    private const string Home = "/root";

    private readonly AgentCli _cli;
    private readonly StubServer _server;

    private AgentSpace(AgentCli cli, Script script, StubServer server, Space kubectl)
    {
        _cli = cli;
        Script = script;
        _server = server;
        Kubectl = kubectl;
    }

    public Script Script { get; }

    public Space Kubectl { get; }

    /// <summary>What the model server was asked.</summary>
    public IReadOnlyCollection<string> Requests => _server.Requests;

    /// <summary>Skips the test, loudly, where the CLI isn't installed.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="agent">The CLI.</param>
    /// <param name="test">The end of the namespace's name.</param>
    /// <param name="steps">What the model does; more can be added before the Task is applied.</param>
    public static async Task<AgentSpace> CreateAsync(AgentClusterFixture cluster, string agent, string test, params Step[] steps)
    {
        if (AgentClis.Missing(agent) is { } why)
            Assert.Skip(why);
        Assert.SkipUnless(
            AgentImages.HasCli(agent, AgentClis.Folder),
            $"{agent} IS NOT TESTED: kubetask-run is not in {AgentClis.Folder} (make agent-clis)."
        );
        var script = new Script(steps);
        Space kubectl = await Space.CreateAsync((await cluster.Cluster).Kubeconfig, $"{agent}-{test}");
        return new AgentSpace(new AgentCli(agent), script, await StubServer.StartAsync(script), kubectl);
    }

    public Step.CallTool Shell(string command) => _cli.Shell(command);

    /// <summary>Applies an Agent with the CLI's settings in Secrets, and a Task <c>t</c> for it.</summary>
    /// <param name="limits">The Agent's limits as a YAML flow mapping.</param>
    /// <param name="more">More objects, as YAML documents.</param>
    /// <param name="credential">A credential of the Agent as a YAML flow mapping.</param>
    /// <param name="contexts">The Agent's Contexts as a YAML flow sequence.</param>
    /// <param name="before">A shell's commands before the CLI starts.</param>
    public async Task ApplyTaskAsync(
        string limits = "{}",
        string more = "",
        string? credential = null,
        string contexts = "[]",
        string before = ""
    )
    {
        string[] literals = [.. _cli.Variables(_server.Address, Home).Select(v => $"--from-literal={v.Key}={v.Value}")];
        await Kubectl.RunAsync(["create", "secret", "generic", "model", .. literals]);
        string credentials = credential is null ? "" : $", {credential}";
        if (_cli.Settings(_server.Address) is { } settings)
        {
            await Kubectl.RunAsync("create", "secret", "generic", "settings", $"--from-literal=file={settings.Text}");
            string path = Path.Combine(Home, settings.Path);
            credentials += $", {{name: settings, secretRef: {{name: settings, key: file}}, mountPath: {path}}}";
        }

        string variables = string.Join(
            ", ",
            _cli.Variables(_server.Address, Home)
                .Keys.Select(k => $"{{name: {k.ToLowerInvariant().Replace('_', '-')}, secretRef: {{name: model, key: {k}}}, env: {k}}}")
        );
        string[] run = ["kubetask-run", "--", .. _cli.Arguments];
        string[] words = before.Length == 0 ? run : ["sh", "-c", $"{before}; exec {string.Join(' ', run)}"];
        string command = new JsonArray([.. words.Select(w => (JsonNode)w)]).ToJsonString();
        await Kubectl.ApplyAsync(
            $"""
            {more}
            apiVersion: kubetask.io/v1alpha1
            kind: Agent
            metadata: {"{"}name: {_cli.Name}{"}"}
            spec:
              agentImage: kubetask-agent-{_cli.Name}
              serviceAccountName: default
              command: {command}
              limits: {limits}
              contexts: {contexts}
              credentials: [{variables}{credentials}]
            ---
            apiVersion: kubetask.io/v1alpha1
            kind: Task
            metadata: {"{"}name: t{"}"}
            spec: {"{"}agentRef: {_cli.Name}, description: Do what is to be done.{"}"}
            """
        );
    }

    /// <summary>Waits for the Task's end. A test that fails shows the agent's log.</summary>
    /// <returns>The Task's status.</returns>
    public async Task<JsonNode> EndAsync(string phase)
    {
        try
        {
            await Kubectl.PhaseAsync(phase, "t");
        }
        finally
        {
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{await Kubectl.TryAsync("logs", "job/t-job")}\n{await Kubectl.TryAsync("get", "task/t", "-o", "yaml")}"
            );
        }

        return JsonNode.Parse(await Kubectl.RunAsync("get", "task/t", "-o", "json"))!["status"]!;
    }

    public async ValueTask DisposeAsync()
    {
        Kubectl.Dispose();
        await _server.DisposeAsync();
    }
}
