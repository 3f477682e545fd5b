using KubeTask.Core.Names;

namespace KubeTask.Local.Tests.EndToEnd;

/// <summary>Objects that are made to be trouble, through the API server, the scaler and the functions as processes.</summary>
public sealed class HostileTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    private static readonly string s_longName = string.Concat(Enumerable.Repeat("a-name-of-253-characters.", 10)) + "abc";

    [Fact]
    public async Task Hazard_23_no_poison_object_stops_the_others()
    {
        using Space space = await Space.CreateAsync(cluster.Kubeconfig, "hostile", "echo done");
        string[] poison =
        [
            Json("Task", "fat", """{"description":"x"}""", $$"""{"filler.example.com/x":"{{new string('x', 260_000)}}"}"""),
            Json("Task", "odd", """{"description":"\u0000\ud800 \u202egpj.exe\u200b \ufeff\u2028 \udc00\ud83d\ude00"}"""),
            Json("Task", s_longName, """{"description":"x"}"""),
            Json("Task", "blank", """{"description":" \t\n\u2003\u00a0"}"""),
            Json("Task", "lost", $$"""{"description":"x","contexts":{{List(64, "{'name':'missing-#'}")}} }"""),
            Json(
                "Agent",
                "full",
                $$"""
                {"serviceAccountName":"default","agentImage":"busybox","credentials":{{List(
                    64,
                    "{'name':'c#','secretRef':{'name':'missing'},'mountPath':'/c#'}"
                )}},
                 "podSpec":{"volumes":{{List(128, "{'name':'v#','emptyDir':{}}")}},
                            "volumeMounts":{{List(128, "{'name':'v#','mountPath':'/v/#'}")}} } }
                """
            ),
            Json("Task", "burdened", """{"description":"x","agentRef":"full"}"""),
            Json(
                "Context",
                "slow",
                $$"""{"type":"Inline","inline":{"content":"<{{new string(' ', 250_000)}}/"""
                    + $$"""{{string.Concat(Enumerable.Repeat("<", 250_000))}}"} }"""
            ),
            Json("Task", "slow", """{"description":"x","contexts":[{"name":"slow"}]}"""),
        ];
        foreach (string document in poison)
            Assert.EndsWith("created", (await space.FeedAsync(document, "create")).Succeeded().Trim(), StringComparison.Ordinal);

        string[] good = [.. Enumerable.Range(1, 5).Select(n => $"good-{n}")];
        await space.ApplyAsync(string.Concat(good.Select(n => Space.Task(n))));

        await space.PhaseAsync("Completed", [.. good, "fat", "odd", "slow", s_longName]);
        await space.PhaseAsync("Failed", "blank");
        Assert.Equal(
            "there is neither a description nor a context; write spec.description",
            await space.FieldAsync("task/blank", ".status.message")
        );
        Assert.Equal(ResourceNames.Job(s_longName), await space.FieldAsync($"task/{s_longName}", ".status.jobName"));
        await space.RunAsync("wait", "--for=condition=ContextsResolved=False", "--timeout=90s", "task/lost");
        Assert.Equal("Running", await space.FieldAsync("task/burdened", ".status.phase"));
    }

    /// <summary>hazards.md, row 32: a termination message that is too long or not UTF-8 is cut between characters, and says so.</summary>
    [Theory]
    [InlineData("short", "printf \"\\377ok\\376\" > /dev/termination-log", "\ufffdok\ufffd")]
    [InlineData(
        "long",
        "i=0; while [ $i -lt 500 ]; do printf \"\\377\\377\\377\\377\\377\\377\\377\\377\\377\\377\"; i=$((i+1)); "
            + "done > /dev/termination-log",
        "\ufffd… (cut)"
    )]
    [InlineData("log", "printf \"\\377 last words\\n\"; exit 3", "\ufffd last words")]
    public async Task Hazard_32_a_result_is_cut_and_marked_whatever_its_bytes(string name, string command, string end)
    {
        // Without it, /dev/termination-log is the machine's own.
        if (name != "log")
            await Node.LocalCluster.RequireBubblewrapAsync();
        using Space space = await Space.CreateAsync(cluster.Kubeconfig, "result-" + name, command);
        await space.ApplyAsync(Space.Task("t"));

        await space.PhaseAsync(name == "log" ? "Failed" : "Completed", "t");

        string result = await space.FieldAsync("task/t", ".status.result");
        Assert.EndsWith(end, result.TrimEnd('\n'), StringComparison.Ordinal);
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(result), 1, 4096);
    }

    /// <summary>hazards.md, row 33: a pod that admission refuses is reported with the API server's message, as long as it lasts.</summary>
    [Fact]
    public async Task Hazard_33_a_refused_pod_shows_in_the_Task_until_it_is_accepted()
    {
        using Space space = await Space.CreateAsync(cluster.Kubeconfig, "refused");
        await space.ApplyAsync(
            Space
                .Agent("default", "echo done")
                .Replace("serviceAccountName: default", "serviceAccountName: latecomer", StringComparison.Ordinal) + Space.Task("t")
        );

        await space.RunAsync("wait", "--for=condition=Started=False", "--timeout=60s", "task/t");

        Assert.Equal("PodNotCreated", await space.FieldAsync("task/t", ".status.conditions[?(@.type==\"Started\")].reason"));
        string message = await space.FieldAsync("task/t", ".status.message");
        Assert.StartsWith("Job t-job can't create its pod: FailedCreate: Error creating: pods ", message, StringComparison.Ordinal);
        Assert.EndsWith("serviceaccount \"latecomer\" not found", message, StringComparison.Ordinal);

        await space.RunAsync("create", "serviceaccount", "latecomer");
        await space.RunAsync("wait", "--for=condition=Complete", "--timeout=60s", "task/t");
    }

    private static string List(int length, string element) =>
        "["
        + string.Join(
            ',',
            Enumerable.Range(0, length).Select(i => element.Replace('\'', '"').Replace("#", $"{i}", StringComparison.Ordinal))
        )
        + "]";

    private static string Json(string kind, string name, string spec, string annotations = "{}") =>
        $$"""
            {"apiVersion":"kubetask.io/v1alpha1","kind":"{{kind}}",
             "metadata":{"name":"{{name}}","annotations":{{annotations}}},"spec":{{spec}}}
            """;
}
