using System.Text.Json.Nodes;

namespace KubeTask.Cli.Tests.Commands;

[Collection(nameof(ClusterFixture))]
public sealed class DoctorTests(ClusterFixture cluster)
{
    [Fact]
    public async Task On_the_local_cluster_every_line_is_ok_or_says_what_is_so()
    {
        using Space space = await Space.CreateAsync(cluster, "doctor", "true");

        string[] lines = (await space.RunAsync("doctor")).Piped().TrimEnd().Split('\n');
        string shown = (await space.ShowAsync(80, "doctor")).Shown();

        Assert.All(lines, l => Assert.Matches("^(ok|note) ", l));
        Assert.Contains(lines, l => l.StartsWith("ok      API server             v1.", StringComparison.Ordinal));
        Assert.Equal(5, lines.Count(l => l.StartsWith("ok      CRD ", StringComparison.Ordinal)));
        Assert.Contains(lines, l => l.StartsWith("note    scaler ", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("ok      rights of functions ", StringComparison.Ordinal));
        Assert.Contains("\e[32mok", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_namespace_without_an_Agent_gets_a_note_and_a_wrong_release_namespace_an_error()
    {
        using Space space = await Space.CreateAsync(cluster, "doctor-empty");

        CliResult result = await space.RunAsync("doctor", "--release-namespace", "nowhere", "-o", "json");

        Assert.Equal(ExitCodes.Error, result.Code);
        JsonObject[] findings = [.. ((JsonArray)JsonNode.Parse(result.Output)!["findings"]!).Select(f => (JsonObject)f!)];
        JsonObject agent = findings.Single(f => (string?)f["topic"] == "Agent");
        Assert.Equal("note", (string?)agent["outcome"]);
        Assert.StartsWith(
            "namespace doctor-empty has no Agent \"default\"; create one",
            (string?)agent["message"],
            StringComparison.Ordinal
        );
        Assert.Equal("wrong", (string?)findings.Single(f => (string?)f["topic"] == "scaler")["outcome"]);
    }

    [Fact]
    public async Task Without_rights_it_says_what_it_could_not_see()
    {
        using var process = CliProcess.Pipe(cluster.Kubeconfig, "doctor", "--as", "nobody");

        string[] lines = (await process.EndAsync()).Output.TrimEnd().Split('\n');

        Assert.Contains(lines, l =>
            l.StartsWith("note    rights on tasks        you may not get, list, watch, create, patch", StringComparison.Ordinal)
        );
        Assert.Contains(lines, l => l.StartsWith("unknown rights of scaler", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_one_error()
    {
        string kubeconfig = Path.GetTempFileName();
        string text = await File.ReadAllTextAsync(cluster.Kubeconfig, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            kubeconfig,
            System.Text.RegularExpressions.Regex.Replace(text, "server: .*", "server: https://127.0.0.1:1"),
            TestContext.Current.CancellationToken
        );
        using var process = CliProcess.Pipe(kubeconfig, "doctor");

        Assert.StartsWith(
            "the API server can't be reached: ",
            (await process.EndAsync()).Failed(ExitCodes.Error),
            StringComparison.Ordinal
        );
        File.Delete(kubeconfig);
    }
}
