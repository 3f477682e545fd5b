using System.Globalization;
using KubeTask.Local.Cluster;

namespace KubeTask.Local.Tests.EndToEnd;

/// <summary>CronTasks, seen with kubectl, from functions at zero.</summary>
[Collection(nameof(ProcessTests))]
public sealed class CronTaskTests
{
    private const string EveryMinute = """
        apiVersion: kubetask.io/v1alpha1
        kind: CronTask
        metadata: {name: minutely}
        spec:
          schedule: "* * * * *"
          taskTemplate: {spec: {description: Say hello}}
        ---

        """;

    /// <summary>Real minutes to spend; `make cron-local` spends three.</summary>
    private static readonly int s_minutes = int.Parse(
        Environment.GetEnvironmentVariable("KUBETASK_REAL_MINUTES") ?? "0",
        CultureInfo.InvariantCulture
    );

    [Fact]
    public async Task A_trigger_wakes_the_functions_and_starts_a_Task_whose_end_is_reported()
    {
        using var state = new StateFolder();
        await using LocalCluster cluster = await ClusterFixture.StartAsync(state, TimeSpan.FromSeconds(1));
        using Space space = await Space.CreateAsync(cluster.Kubeconfig, "cron", "echo hello");
        await space.ApplyAsync(EveryMinute.Replace("* * * * *", "0 0 29 2 *", StringComparison.Ordinal));
        await space.RunAsync("wait", "--for=condition=Ready", "--timeout=90s", "crontask/minutely");
        await NoFunctionAsync(state);

        await space.RunAsync("annotate", "crontask/minutely", "kubetask.io/trigger=now");

        await space.RunAsync("wait", "--for=jsonpath={.status.lastSuccessfulTime}", "--timeout=90s", "crontask/minutely");
        Assert.Equal("", await space.FieldAsync("crontask/minutely", ".status.active"));
        string task = await space.FieldAsync("tasks", ".items[*].metadata.name");
        Assert.StartsWith("minutely-trigger-", task, StringComparison.Ordinal);
        Assert.Equal("hello\n", await space.RunAsync("logs", $"job/{task}-job"));
        string[] lines = (await space.RunAsync("get", "crontasks")).Split('\n');
        Assert.Equal(
            ["NAME", "SCHEDULE", "TIMEZONE", "SUSPEND", "READY", "ACTIVE", "LAST", "SCHEDULE", "NEXT", "AGE"],
            lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)
        );
        Assert.Equal(
            ["minutely", "0", "0", "29", "2", "*", "UTC", "false", "True"],
            lines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(9)
        );
        Assert.Contains("2028-02-29T00:00:00Z", lines[1], StringComparison.Ordinal);

        await space.RunAsync("delete", "crontask", "minutely");
        await space.RunAsync("wait", "--for=delete", "--timeout=90s", "task,job,pod", "--all");
    }

    [Fact]
    public async Task Each_minute_the_functions_wake_from_zero_and_the_Task_is_made_within_a_second()
    {
        Assert.SkipUnless(s_minutes > 0, "real minutes pass: make cron-local");
        using var state = new StateFolder();
        await using LocalCluster cluster = await ClusterFixture.StartAsync(state, TimeSpan.FromSeconds(1));
        using Space space = await Space.CreateAsync(cluster.Kubeconfig, "minutes", "echo hello");
        await space.ApplyAsync(EveryMinute);

        string last = "";
        for (int minute = 1; minute <= s_minutes; minute++)
        {
            await space.RunAsync("wait", "--for=condition=Ready", "--timeout=90s", "crontask/minutely");
            await NoFunctionAsync(state);
            string due = await space.FieldAsync("crontask/minutely", ".status.nextScheduleTime");
            Assert.NotEqual(last, due);

            // A call of kubectl may take half a minute at most.
            for (int calls = 0; calls < 5 && await space.FieldAsync("crontask/minutely", ".status.lastScheduleTime") != due; calls++)
                await space.TryAsync("wait", $"--for=jsonpath={{.status.lastScheduleTime}}={due}", "--timeout=20s", "crontask/minutely");
            await space.RunAsync("wait", "--for=jsonpath={.status.phase}=Completed", "--timeout=90s", "tasks", "--all");

            // Times of objects are whole seconds: the same one means less than a second later.
            string made = await space.FieldAsync(
                "tasks",
                $".items[?(@.metadata.annotations.kubetask\\.io/scheduled-at==\"{due}\")].metadata.creationTimestamp"
            );
            Assert.Equal(due, made);
            last = due;
        }
    }

    private static Task NoFunctionAsync(StateFolder state) =>
        Eventually.That(
            () => MachineProcesses.WithEnvironment(Path.Combine(state.Path, "functions.kubeconfig")).Count == 0,
            "no function process"
        );
}
