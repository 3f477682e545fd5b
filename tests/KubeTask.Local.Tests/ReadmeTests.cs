using k8s;
using k8s.Models;
using KubeTask.Local.Cluster;
using Microsoft.Extensions.Logging.Abstractions;
using PocketKube.ApiServer;
using PocketKube.ApiServer.Auth;
using PocketKube.Node;
using PocketKube.Node.Images;
using PocketKube.Node.Logs;

namespace KubeTask.Local.Tests;

/// <summary>The examples in the READMEs of the API server and the node, as they stand there.</summary>
public sealed class ReadmeTests
{
    private static readonly string s_root = RepositoryLayout.Find().Root;

    [Fact]
    public async Task The_example_of_the_API_server_runs()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        await using PocketApiServer server = await PocketApiServer.StartAsync(cancellationToken: cancellationToken);
        using var client = new k8s.Kubernetes(server.ClientConfiguration(PocketApiServer.Admin));
        var map = new V1ConfigMap
        {
            Metadata = new() { Name = "colors" },
            Data = new Dictionary<string, string> { ["sky"] = "blue" },
        };
        await client.CoreV1.CreateNamespacedConfigMapAsync(map, "default", cancellationToken: cancellationToken);
        V1ConfigMap read = await client.CoreV1.ReadNamespacedConfigMapAsync("colors", "default", cancellationToken: cancellationToken);
        Assert.Equal("blue", read.Data["sky"]);
    }

    [Fact]
    public async Task The_example_of_the_node_runs()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        var logs = new NodeLogs(TimeProvider.System);
        await using PocketApiServer server = await PocketApiServer.StartAsync(
            new ApiServerOptions { NodeLogs = logs, Users = [new ApiUser("admin", "a-token", [PolicyRule.All])] },
            cancellationToken
        );
        using var client = new k8s.Kubernetes(server.ClientConfiguration("admin"));
        var settings = new NodeSettings { Images = LocalImages.Shells };
        await using PocketNode node = await PocketNode.StartAsync(
            client,
            settings,
            logs,
            TimeProvider.System,
            NullLoggerFactory.Instance,
            cancellationToken
        );
        Assert.NotNull(settings.Images.Find("docker.io/library/busybox:1"));
    }

    [Theory]
    [InlineData("PocketKube.ApiServer")]
    [InlineData("PocketKube.Node")]
    public async Task The_example_in_a_README_is_the_one_that_runs(string project)
    {
        string readme = await File.ReadAllTextAsync(
            Path.Combine(s_root, "local", project, "README.md"),
            TestContext.Current.CancellationToken
        );
        string example = readme.Split("```csharp\n")[1].Split("```")[0];
        string tests = await File.ReadAllTextAsync(
            Path.Combine(s_root, "tests", "KubeTask.Local.Tests", "ReadmeTests.cs"),
            TestContext.Current.CancellationToken
        );
        Assert.All(example.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Contains(line.Trim(), tests));
    }
}
