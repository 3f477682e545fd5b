using System.Runtime.Versioning;
using System.Text.RegularExpressions;

namespace KubeTask.Cli.Tests.Kubeconfigs;

/// <summary>The program finds the test cluster by a user's kubeconfig.</summary>
[Collection(nameof(ClusterFixture))]
public sealed partial class ConnectionTests(ClusterFixture cluster)
{
    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_plugin_of_the_kubeconfig_brings_the_token()
    {
        string folder = Directory.CreateTempSubdirectory("kubetask-exec-").FullName;
        string text = await File.ReadAllTextAsync(cluster.Kubeconfig, TestContext.Current.CancellationToken);
        string token = Token().Match(text).Groups[1].Value;
        string plugin = Path.Combine(folder, "login.sh");
        await File.WriteAllTextAsync(
            plugin,
            "#!/bin/sh\necho '{\"apiVersion\": \"client.authentication.k8s.io/v1\", \"kind\": \"ExecCredential\", "
                + $"\"status\": {{\"token\": \"{token}\"}}}}'\n",
            TestContext.Current.CancellationToken
        );
        File.SetUnixFileMode(plugin, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        string kubeconfig = Path.Combine(folder, "config");
        string exec = "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./login.sh, interactiveMode: Never}";
        await File.WriteAllTextAsync(kubeconfig, Token().Replace(text, exec), TestContext.Current.CancellationToken);
        using var process = CliProcess.Pipe(null, "list", "agents", "--kubeconfig", kubeconfig);

        (await process.EndAsync()).Succeeded();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Another_user_is_impersonated_with_groups()
    {
        using var refused = CliProcess.Pipe(cluster.Kubeconfig, "list", "--as", "jane");
        using var allowed = CliProcess.Pipe(cluster.Kubeconfig, "list", "--as", "jane", "--as-group", "system:masters");

        Assert.Contains(
            "User \"jane\" cannot list resource \"tasks\"",
            (await refused.EndAsync()).Failed(ExitCodes.Error),
            StringComparison.Ordinal
        );
        (await allowed.EndAsync()).Succeeded();
    }

    [Fact]
    public async Task Without_a_cluster_the_error_says_how_to_name_one()
    {
        using var process = CliProcess.Pipe("/nowhere/config", "list");

        Assert.Equal(
            "no cluster is configured: there is no kubeconfig /nowhere/config that has one; set KUBECONFIG, or use --kubeconfig",
            (await process.EndAsync()).Failed(ExitCodes.Error)
        );
    }

    [Fact]
    public async Task It_is_a_plugin_of_kubectl()
    {
        string folder = Path.GetDirectoryName(CliProcess.Program)!;
        using var process = CliProcess.Shell(cluster.Kubeconfig, $"PATH='{folder}':$PATH kubectl kubetask --version");

        Assert.Matches(@"^\d+\.\d+\.\d+\n$", (await process.EndAsync()).Piped());
    }

    [GeneratedRegex("token: \"?([^\"\n]+)\"?")]
    private static partial Regex Token();
}
