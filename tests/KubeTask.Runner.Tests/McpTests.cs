using System.Text.Json.Nodes;
using KubeTask.Runner.Agents;
using KubeTask.Runner.Mcp;
using KubeTask.Runs.Mcp;

namespace KubeTask.Runner.Tests;

public sealed class McpTests : IDisposable
{
    private const string Secret = "canary-5f1c";

    private const string Neutral = """
        {"servers":[
          {"name":"files","transport":"stdio","command":"files","args":["--root","/w"],
           "env":{"TOKEN":"${TOKEN}","KEY":"key=${TOKEN}","MODE":"it's"}},
          {"name":"shown","transport":"stdio","command":"shown","args":["--token=${TOKEN}","a b"]},
          {"name":"far","transport":"http","url":"https://far.example/mcp","headers":{"Authorization":"Bearer ${TOKEN}","X-Mode":"plain"}},
          {"name":"old","transport":"sse","url":"https://old.example/sse"}]}
        """;

    private static readonly string s_withoutOld =
        Neutral[..Neutral.LastIndexOf(',', Neutral.IndexOf("{\"name\":\"old\"", StringComparison.Ordinal))] + "]}";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kubetask-mcp-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Claude_gets_a_file_and_only_that()
    {
        Launch launch = Give("claude");

        string file = Path.Combine(_folder.FullName, "mcp.json");
        Assert.Equal(["claude", "--mcp-config", file, "--strict-mcp-config"], launch.Command);
        Same(
            """
            {"mcpServers":{
              "files":{"type":"stdio","command":"files","args":["--root","/w"],
                "env":{"TOKEN":"${TOKEN}","KEY":"key=${TOKEN}","MODE":"it's"}},
              "shown":{"type":"stdio","command":"shown","args":["--token=${TOKEN}","a b"],"env":{}},
              "far":{"type":"http","url":"https://far.example/mcp","headers":{"Authorization":"Bearer ${TOKEN}","X-Mode":"plain"}},
              "old":{"type":"sse","url":"https://old.example/sse","headers":{}}}}
            """,
            file
        );
    }

    [Fact]
    public void Gemini_gets_a_home_with_all_that_the_user_has()
    {
        string home = Path.Combine(_folder.FullName, "home");
        Directory.CreateDirectory(Path.Combine(home, ".gemini", "tmp"));
        const string Theirs = "{ // theirs\n \"model\":{\"name\":\"m\"},\"mcpServers\":{\"own\":{\"command\":\"own\"}} }";
        File.WriteAllText(Path.Combine(home, ".gemini", "settings.json"), Theirs);
        File.WriteAllText(Path.Combine(home, ".gemini", "oauth_creds.json"), "signed in");

        Launch launch = Give("gemini", ("HOME", home));

        string own = Path.Combine(launch.Environment["GEMINI_CLI_HOME"], ".gemini");
        Assert.Equal("signed in", File.ReadAllText(Path.Combine(own, "oauth_creds.json")));
        Assert.True(Directory.Exists(Path.Combine(own, "tmp")));
        Assert.Equal(Theirs, File.ReadAllText(Path.Combine(home, ".gemini", "settings.json")));
        Same(
            """
            {"model":{"name":"m"},"mcpServers":{
              "own":{"command":"own"},
              "files":{"command":"files","args":["--root","/w"],"env":{"TOKEN":"${TOKEN}","KEY":"key=${TOKEN}","MODE":"it's"},"trust":true},
              "shown":{"command":"shown","args":["--token=${TOKEN}","a b"],"env":{},"trust":true},
              "far":{"httpUrl":"https://far.example/mcp","headers":{"Authorization":"Bearer ${TOKEN}","X-Mode":"plain"},"trust":true},
              "old":{"url":"https://old.example/sse","headers":{},"trust":true}}}
            """,
            Path.Combine(own, "settings.json")
        );
    }

    [Fact]
    public void OpenCode_gets_its_own_form_of_variables()
    {
        Launch launch = Give("opencode");

        Same(
            """
            {"mcp":{
              "files":{"type":"local","command":["files","--root","/w"],
                "environment":{"TOKEN":"{env:TOKEN}","KEY":"key={env:TOKEN}","MODE":"it's"},"enabled":true},
              "shown":{"type":"local","command":["shown","--token={env:TOKEN}","a b"],"environment":{},"enabled":true},
              "far":{"type":"remote","url":"https://far.example/mcp",
                "headers":{"Authorization":"Bearer {env:TOKEN}","X-Mode":"plain"},"enabled":true},
              "old":{"type":"remote","url":"https://old.example/sse","headers":{},"enabled":true}}}
            """,
            launch.Environment["OPENCODE_CONFIG"]
        );
    }

    [Fact]
    public void Codex_gets_options_with_names_of_variables()
    {
        Launch launch = Give("codex");

        Assert.Equal(
            [
                "codex",
                "-c",
                "mcp_servers.files={command=\"/bin/sh\",args=[\"-c\",\"export KEY='key='\\\"${TOKEN}\\\"''; exec 'files' '--root' '/w'\"],"
                    + "env={\"MODE\"=\"it's\"},env_vars=[\"TOKEN\"]}",
                "-c",
                "mcp_servers.shown={command=\"/bin/sh\",args=[\"-c\",\"exec 'shown' '--token='\\\"${TOKEN}\\\"'' 'a b'\"],env={},"
                    + "env_vars=[\"TOKEN\"]}",
                "-c",
                "mcp_servers.far={url=\"https://far.example/mcp\",http_headers={\"X-Mode\"=\"plain\"},"
                    + "env_http_headers={\"Authorization\"=\"KUBETASK_MCP_HEADER_1\"}}",
                "-c",
                "mcp_servers.old={url=\"https://old.example/sse\",http_headers={},env_http_headers={}}",
            ],
            launch.Command
        );
        Assert.Equal($"Bearer {Secret}", launch.Environment["KUBETASK_MCP_HEADER_1"]);
    }

    [Fact]
    public void Goose_gets_extensions_after_what_the_user_has()
    {
        string settings = Path.Combine(_folder.FullName, "home", ".config", "goose");
        Directory.CreateDirectory(settings);
        File.WriteAllText(Path.Combine(settings, "config.yaml"), "GOOSE_MODEL: m\n\n");
        File.WriteAllText(Path.Combine(settings, "secrets.yaml"), "theirs");

        Launch launch = Give("goose", ("HOME", Path.Combine(_folder.FullName, "home")));

        string own = Path.Combine(launch.Environment["GOOSE_PATH_ROOT"], "config");
        Assert.Equal("theirs", File.ReadAllText(Path.Combine(own, "secrets.yaml")));
        string[] lines = File.ReadAllLines(Path.Combine(own, "config.yaml"));
        Assert.Equal("GOOSE_MODEL: m", lines[0]);
        const string More = "\"description\":\"\",\"enabled\":true,\"timeout\":300";
        SameJson(
            $$$"""
            {"files":{"type":"stdio","cmd":"/bin/sh","args":["-c","export KEY='key='\"${TOKEN}\"''; exec 'files' '--root' '/w'"],
              "envs":{"MODE":"it's"},"name":"files",{{{More}}}},
             "shown":{"type":"stdio","cmd":"/bin/sh","args":["-c","exec 'shown' '--token='\"${TOKEN}\"'' 'a b'"],
              "envs":{},"name":"shown",{{{More}}}},
             "far":{"type":"streamable_http","uri":"https://far.example/mcp",
              "headers":{"Authorization":"${KUBETASK_MCP_HEADER_1}","X-Mode":"plain"},"env_keys":["KUBETASK_MCP_HEADER_1"],
              "name":"far",{{{More}}}}}
            """,
            lines[1]["extensions: ".Length..]
        );
        Assert.Equal($"Bearer {Secret}", launch.Environment["KUBETASK_MCP_HEADER_1"]);
    }

    [Fact]
    public void Goose_with_extensions_of_the_user_is_explained()
    {
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "goose"));
        File.WriteAllText(Path.Combine(_folder.FullName, "goose", "config.yaml"), "extensions:\n  own: {}\n");

        SettingException wrong = Assert.Throws<SettingException>(() => Give("goose", ("XDG_CONFIG_HOME", _folder.FullName)));

        Assert.Contains(
            "goose/config.yaml has extensions, and so has the Task's Context of type MCP",
            wrong.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Goose_has_no_server_sent_events()
    {
        SettingException wrong = Assert.Throws<SettingException>(() =>
            AgentKinds.Find("goose")!.Mcp(new Launch(["goose"], new Dictionary<string, string>()), Read(Neutral), _folder.FullName)
        );

        Assert.Equal("KUBETASK_MCP_FILE: old has the transport sse, which Goose no longer has. Write http", wrong.Message);
    }

    [Theory]
    [InlineData("claude")]
    [InlineData("gemini")]
    [InlineData("opencode")]
    [InlineData("codex")]
    [InlineData("goose")]
    public void No_file_and_no_argument_has_the_secret(string agent)
    {
        Launch launch = Give(agent);

        Assert.DoesNotContain(launch.Command, a => a.Contains(Secret, StringComparison.Ordinal));
        foreach (FileInfo file in _folder.EnumerateFiles("*", SearchOption.AllDirectories))
            Assert.DoesNotContain(Secret, File.ReadAllText(file.FullName), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"servers":[{"transport":"stdio","command":"x"}]}""", "servers without a name: a server's name has letters")]
    [InlineData("""{"servers":[{"name":"a.b","transport":"stdio","command":"x"}]}""", "servers a.b: a server's name has letters")]
    [InlineData("""{"servers":[{"name":"a","transport":"tcp"}]}""", "servers a: transport is tcp; write stdio, http or sse")]
    [InlineData("""{"servers":[{"name":"a"}]}""", "servers a: transport is missing; write stdio, http or sse")]
    [InlineData("""{"servers":[{"name":"a","transport":"stdio"}]}""", "servers a: command is missing")]
    [InlineData("""{"servers":[{"name":"a","transport":"http"}]}""", "servers a: url is missing")]
    [InlineData("""{"servers":[{"name":"a","transport":"stdio","command":"${NONE}"}]}""", "servers a: the variable NONE isn't set")]
    [InlineData("""{"servers":[{"name":"a","transport":"stdio","command":"x","env":{"A":null}}]}""", "servers a: a value is null")]
    [InlineData("""{"servers":[null]}""", "a server is null")]
    [InlineData("{", "can't be read")]
    [InlineData(
        """{"servers":[{"name":"a","transport":"stdio","command":"x"},{"name":"a","transport":"stdio","command":"x"}]}""",
        "two servers have the name a"
    )]
    public void A_wrong_file_is_explained(string json, string problem)
    {
        SettingException wrong = Assert.Throws<SettingException>(() => Read(json));

        Assert.StartsWith("KUBETASK_MCP_FILE: ", wrong.Message, StringComparison.Ordinal);
        Assert.Contains(problem, wrong.Message, StringComparison.Ordinal);
    }

    private Launch Give(string agent, params (string Name, string Value)[] more)
    {
        var environment = new Dictionary<string, string> { ["TOKEN"] = Secret };
        foreach ((string name, string value) in more)
            environment[name] = value;
        var launch = new Launch([agent], environment);
        AgentKinds.Find(agent)!.Mcp(launch, Read(agent == "goose" ? s_withoutOld : Neutral), _folder.FullName);
        return launch;
    }

    private McpServers Read(string json)
    {
        string file = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder.FullName, "neutral")).FullName, "mcp");
        File.WriteAllText(file, json);
        return McpFile.Read(file, new Dictionary<string, string> { ["TOKEN"] = Secret });
    }

    private static void Same(string expected, string file) => SameJson(expected, File.ReadAllText(file));

    private static void SameJson(string expected, string json) =>
        Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), JsonNode.Parse(json)!.ToJsonString());
}
