using KubeTask.ModelServer;
using KubeTask.Runs;

namespace KubeTask.Runner.Tests.RealAgents;

/// <summary>A real CLI from npm that talks to a stub model server, with nothing of this machine's user.</summary>
internal sealed class RealAgent : IAsyncDisposable
{
    private readonly AgentCli _cli;
    private readonly StubServer _server;

    private RealAgent(string name, Script script, StubServer server)
    {
        _cli = new AgentCli(name);
        Script = script;
        _server = server;
    }

    public Script Script { get; }

    public ProcessRun Run { get; } = new();

    /// <summary>What the model server was asked.</summary>
    public IReadOnlyCollection<string> Requests => _server.Requests;

    public static async Task<RealAgent> StartAsync(string name, Script script)
    {
        if (AgentClis.Missing(name) is { } why)
            Assert.Skip(why);
        var agent = new RealAgent(name, script, await StubServer.StartAsync(script));
        agent.SetUp();
        return agent;
    }

    /// <summary>The agent's own tool that runs a shell command.</summary>
    public Step Shell(string command) => _cli.Shell(command);

    public void Start() => Run.Start(["--agent", _cli.Name, .. _cli.Arguments.Count > 0 ? ["--", .. _cli.Arguments] : (string[])[]]);

    /// <summary>The end of the run. A test that fails then says what the agent wrote.</summary>
    public async Task<(int Code, RunReport? Report, string? Text)> EndAsync()
    {
        (int Code, RunReport? Report, string? Text) end = await Run.EndAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', Run.Log));
        return end;
    }

    public async ValueTask DisposeAsync()
    {
        Run.Dispose();
        await _server.DisposeAsync();
    }

    private void SetUp()
    {
        string home = Directory.CreateDirectory(Path.Combine(Run.Folder.FullName, "home")).FullName;
        Run.Task("Do what is to be done.");
        Run.MorePrograms = AgentClis.Programs;
        Run.Variables["HOME"] = home;
        foreach ((string name, string value) in _cli.Variables(_server.Address, home))
            Run.Variables[name] = value;
        if (_cli.Settings(_server.Address) is not { } settings)
            return;
        string file = Path.Combine(home, settings.Path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, settings.Text);
    }
}
