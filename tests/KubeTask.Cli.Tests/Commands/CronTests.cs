using System.Text.Json.Nodes;
using KubeTask.Cli.Clusters;

namespace KubeTask.Cli.Tests.Commands;

[Collection(nameof(ClusterFixture))]
public sealed class CronTests(ClusterFixture cluster)
{
    [Fact]
    public async Task A_trigger_names_the_Task_that_it_led_to_and_can_follow_it()
    {
        using Space space = await Space.CreateAsync(cluster, "trigger", "echo hello; exit 5");
        await space.CronTaskAsync("yearly");

        string piped = (await space.RunAsync("trigger", "yearly", "-o", "name")).Piped().Trim();
        await space.PhaseAsync(piped.Split('/')[1], "Failed");
        CliResult shown = await space.ShowAsync(80, "trigger", "crontask/yearly", "--watch");

        Assert.StartsWith("task.kubetask.io/yearly-trigger-", piped, StringComparison.Ordinal);
        Assert.Equal(5, shown.Code);
        Assert.Contains("created by crontask/yearly", shown.Output, StringComparison.Ordinal);
        Assert.Contains("hello", shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trigger_without_a_Task_says_why()
    {
        using Space space = await Space.CreateAsync(cluster, "trigger-forbid", "sleep 60");
        await space.CronTaskAsync("yearly");
        string first = (await space.RunAsync("trigger", "yearly", "-o", "name")).Piped().Trim();

        string error = (await space.RunAsync("trigger", "yearly")).Failed(ExitCodes.Error);

        Assert.StartsWith("CronTask yearly was triggered and created no Task", error, StringComparison.Ordinal);
        await space.RunAsync("stop", first);
    }

    [Fact]
    public async Task Suspend_and_resume_change_the_spec_and_say_so()
    {
        using Space space = await Space.CreateAsync(cluster, "suspend");
        await space.CronTaskAsync("yearly");

        Assert.Equal("crontask.kubetask.io/yearly suspended\n", (await space.RunAsync("suspend", "yearly")).Piped());
        Assert.True((bool?)(await space.FindAsync(Kind.CronTask, "yearly"))!["spec"]!["suspend"]);
        Assert.Equal("crontask.kubetask.io/yearly is suspended already\n", (await space.ShowAsync(80, "suspend", "yearly")).Succeeded());
        Assert.Equal("crontask.kubetask.io/yearly resumed\n", (await space.ShowAsync(80, "resume", "yearly")).Succeeded());
        var resumed = (JsonObject)JsonNode.Parse((await space.RunAsync("resume", "yearly", "-o", "json")).Piped())!;
        Assert.False((bool?)resumed["spec"]!["suspend"]);
    }

    [Fact]
    public async Task A_Task_is_not_a_CronTask()
    {
        using var process = CliProcess.Pipe(cluster.Kubeconfig, "suspend", "task/x");

        Assert.Equal("NAME: task/x is a Task; name a CronTask, such as crontask/NAME", (await process.EndAsync()).Failed(ExitCodes.Usage));
    }
}
