using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using KubeTask.ModelServer;
using KubeTask.ModelServer.Mcp;

namespace KubeTask.Local.Tests.RealAgents;

/// <summary>hazards.md, row 61: the real CLIs call MCP servers with a token that only they and the servers see.</summary>
[Trait("Agents", "real")]
[Collection(nameof(AgentClusterFixture))]
public sealed class McpAgentTests(AgentClusterFixture cluster)
{
    private const string Kinds = "tasks,agents,contexts,jobs,pods,configmaps,events";

    public static TheoryData<string> All => [.. AgentCli.Names];

    [Theory]
    [MemberData(nameof(All))]
    public async Task Hazard_61_servers_over_stdio_and_http_are_called_and_their_token_is_nowhere_else(string name)
    {
        string token = "canary-" + RandomNumberGenerator.GetHexString(24, lowercase: true);
        await using StubMcpServer far = await StubMcpServer.StartAsync("from afar");
        await using AgentSpace space = await AgentSpace.CreateAsync(
            cluster,
            name,
            "mcp",
            new Step.CallTool("recall", [], "near"),
            new Step.CallTool("recall", [], "far"),
            new Step.Answer("Recalled.")
        );
        await space.Kubectl.RunAsync("create", "secret", "generic", "mcp", $"--from-literal=token={token}");
        await space.Kubectl.RunAsync(
            "create",
            "configmap",
            "server",
            $"--from-file={RepositoryRoot.Combine("tests", "KubeTask.Local.Tests", "RealAgents", "mcp-server.mjs")}"
        );

        await space.ApplyTaskAsync(
            more: Contexts(far.Address),
            credential: "{name: mcp, secretRef: {name: mcp, key: token}, env: TOKEN}",
            contexts: "[{name: tools}, {name: server, mountPath: /opt/server}]"
        );

        JsonNode status = await space.EndAsync("Completed");
        Assert.Equal("Recalled.", status["result"]!.GetValue<string>());
        string known = $"TOKEN {Digest(token)} KEY {Digest($"key {token}")} ARG {Digest($"--token={token}")}";
        Assert.Contains(space.Requests, r => r.Contains(known, StringComparison.Ordinal));
        Assert.Contains(space.Requests, r => r.Contains("from afar", StringComparison.Ordinal));
        Assert.Contains(("tools/call", $"Bearer {token}"), far.Calls);
        if (name == "claude")
        {
            string message = await space.Kubectl.FieldAsync("task/t", ".status.conditions[?(@.type==\"MCPReady\")].message");
            Assert.Contains(message, (string[])["connected: far, near", "connected: near, far"]);
        }

        string objects = await space.Kubectl.RunAsync("get", Kinds, "-o", "json");
        string log = await space.Kubectl.RunAsync("logs", "job/t-job");
        Assert.Contains("${TOKEN}", objects, StringComparison.Ordinal);
        Assert.Contains("Recalled.", log, StringComparison.Ordinal);
        foreach (string secret in new[] { token, Convert.ToBase64String(Encoding.UTF8.GetBytes(token)) })
        {
            Assert.DoesNotContain(secret, objects, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, cluster.Logs, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_server_that_does_not_connect_makes_MCPReady_False_and_the_Task_goes_on()
    {
        await using AgentSpace space = await AgentSpace.CreateAsync(cluster, "claude", "mcp-lost", new Step.Answer("I did without."));

        await space.ApplyTaskAsync(
            more: """
            apiVersion: kubetask.io/v1alpha1
            kind: Context
            metadata: {name: tools}
            spec:
              type: MCP
              mcp: {servers: [{name: gone, command: there-is-no-such-program}]}
            ---
            """,
            contexts: "[{name: tools}]"
        );

        Assert.Equal("I did without.", (await space.EndAsync("Completed"))["result"]!.GetValue<string>());
        Assert.Equal("False", await space.Kubectl.FieldAsync("task/t", ".status.conditions[?(@.type==\"MCPReady\")].status"));
        Assert.Equal(
            "the agent works without: gone (failed); see its log",
            await space.Kubectl.FieldAsync("task/t", ".status.conditions[?(@.type==\"MCPReady\")].message")
        );
    }

    private static string Contexts(Uri far) =>
        $$$"""
            apiVersion: kubetask.io/v1alpha1
            kind: Context
            metadata: {name: server}
            spec: {type: ConfigMap, configMap: {name: server}}
            ---
            apiVersion: kubetask.io/v1alpha1
            kind: Context
            metadata: {name: tools}
            spec:
              type: MCP
              mcp:
                servers:
                  - name: near
                    command: node
                    args: [/opt/server/mcp-server.mjs, "--token=${TOKEN}"]
                    env: {TOKEN: "${TOKEN}", KEY: "key ${TOKEN}"}
                  - name: far
                    url: {{{far}}}
                    headers: {Authorization: "Bearer ${TOKEN}"}
            ---

            """;

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];
}
