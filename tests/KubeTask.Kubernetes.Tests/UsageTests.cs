using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using KubeTask.Core;
using KubeTask.Core.Events;
using KubeTask.Kubernetes.Tasks;
using PocketKube.ApiServer.Faults;

namespace KubeTask.Kubernetes.Tests;

/// <summary>hazards.md, row 62: what a Task has used is added to its Agent's day once.</summary>
public sealed class UsageTests
{
    private const string Report = "{agent: claude, usage: {inputTokens: 100, outputTokens: 20, totalTokens: 120, costUsd: 0.1}}";

    [Fact]
    public async Task Hazard_62_the_usage_of_a_Task_is_in_its_Agents_day_however_often_its_end_is_delivered()
    {
        await using FaultyServer server = await FaultyServer.StartAsync(new FaultOptions());
        ObjectKey task = await server.NewTaskAsync("usage");
        await EndAsync(server, task, Report);
        var before = new EventData { Task = new RawJson(Encoding.UTF8.GetBytes((await TaskOf(server, task)).ToJsonString())) };

        Assert.True(await DeliverAsync(server, task));

        JsonObject agent = await AgentOf(server, task);
        JsonNode day = Assert.Single(agent["status"]!["usagePerDay"]!.AsArray())!;
        Assert.Equal(
            (1, 100, 20, 120, 0.1),
            ((int)day["tasks"]!, (long)day["inputTokens"]!, (long)day["outputTokens"]!, (long)day["totalTokens"]!, (double)day["costUSD"]!)
        );
        Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", (string)day["date"]!);
        Assert.True((bool)(await TaskOf(server, task))["status"]!["usageCounted"]!);

        // Again, once as it is and once with the Task as it was.
        Assert.True(await DeliverAsync(server, task));
        Assert.True(await server.Reconciler.ReconcileAsync(task, null, new TaskDelivery(null, before), CancellationToken.None));
        Assert.Equal(agent.ToJsonString(), (await AgentOf(server, task)).ToJsonString());

        // The next Task of the Agent is added, and the first leaves the list.
        ObjectKey next = task with { Name = "u" };
        await server.Api.CreateAsync(
            "usage",
            "{apiVersion: kubetask.io/v1alpha1, kind: Task, metadata: {name: u}, spec: {description: Go on.}}"
        );
        await EndAsync(server, next, Report);
        Assert.True(await DeliverAsync(server, next));
        JsonNode status = (await AgentOf(server, task))["status"]!;
        Assert.Equal(2, status["usagePerDay"]!.AsArray().Sum(d => (int)d!["tasks"]!));
        Assert.Equal(240, status["usagePerDay"]!.AsArray().Sum(d => (long)d!["totalTokens"]!));
        Assert.Equal(["u"], status["usageCounted"]!.AsArray().Select(c => (string)c!["task"]!));

        // An old event about the first, whose uid is no longer listed.
        Assert.True(await server.Reconciler.ReconcileAsync(task, null, new TaskDelivery(null, before), CancellationToken.None));
        JsonObject marked = JsonNode.Parse((await TaskOf(server, task)).ToJsonString())!.AsObject();
        marked["status"]!.AsObject().Remove("usageCounted");
        var unmarked = new EventData { Task = new RawJson(Encoding.UTF8.GetBytes(marked.ToJsonString())) };
        Assert.True(await server.Reconciler.ReconcileAsync(task, null, new TaskDelivery(null, unmarked), CancellationToken.None));
        Assert.Equal(status.ToJsonString(), (await AgentOf(server, task))["status"]!.ToJsonString());
    }

    [Theory]
    [InlineData("agents")]
    [InlineData("tasks")]
    public async Task Hazard_62_a_write_that_fails_or_whose_answer_is_lost_is_repaired(string resource)
    {
        foreach (
            FaultOptions fault in new[]
            {
                new FaultOptions { InternalError = 1 },
                new FaultOptions { LostAnswer = 1 },
            }
        )
        {
            await using FaultyServer server = await FaultyServer.StartAsync(fault);
            ObjectKey task = await server.NewTaskAsync("usage");
            await EndAsync(server, task, Report);
            int hits = 0;
            bool agentWritten = false;
            server.Hit = (method, path) =>
            {
                if (method != "PUT" || !path.EndsWith("/status", StringComparison.Ordinal))
                    return false;
                bool ofAgent = path.Contains("/agents/", StringComparison.Ordinal);
                bool hit = resource == "agents" ? ofAgent : agentWritten;
                agentWritten |= ofAgent;
                return hit && Interlocked.Increment(ref hits) == 1;
            };

            await server.ReconcileUntilDoneAsync(task);

            Assert.True(hits >= 1);
            server.Hit = (_, _) => false;
            Assert.True(await DeliverAsync(server, task));
            JsonNode day = Assert.Single((await AgentOf(server, task))["status"]!["usagePerDay"]!.AsArray())!;
            Assert.Equal((1, 120), ((int)day["tasks"]!, (long)day["totalTokens"]!));
            Assert.True((bool)(await TaskOf(server, task))["status"]!["usageCounted"]!);
        }
    }

    [Fact]
    public async Task A_Task_that_reports_no_usage_costs_no_call_for_it()
    {
        await using FaultyServer server = await FaultyServer.StartAsync(new FaultOptions());
        ObjectKey task = await server.NewTaskAsync("usage");
        await EndAsync(server, task, null);
        int ofAgents = 0;
        server.Hit = (_, path) =>
        {
            if (path.Contains("/agents/", StringComparison.Ordinal))
                Interlocked.Increment(ref ofAgents);
            return false;
        };

        Assert.True(await DeliverAsync(server, task));

        Assert.Equal(0, ofAgents);
        Assert.Null((await AgentOf(server, task))["status"]?["usagePerDay"]);
    }

    private static Task<bool> DeliverAsync(FaultyServer server, ObjectKey task) =>
        server.Reconciler.ReconcileAsync(task, task with { Name = $"{task.Name}-job" }, TaskDelivery.Nothing, CancellationToken.None);

    private static async Task<JsonObject> AgentOf(FaultyServer server, ObjectKey task) =>
        (await server.Api.GetAsync("Agent", task.Namespace, "default"))!;

    private static async Task<JsonObject> TaskOf(FaultyServer server, ObjectKey task) =>
        (await server.Api.GetAsync("Task", task.Namespace, task.Name))!;

    /// <summary>Starts the Task, and ends its Job and its pod, whose runner reports this.</summary>
    private static async Task EndAsync(FaultyServer server, ObjectKey task, string? report)
    {
        (string ns, string job) = (task.Namespace, $"{task.Name}-job");
        await server.ReconcileUntilDoneAsync(task);
        string uid = (string)(await server.Api.GetAsync("Job", ns, job))!["metadata"]!["uid"]!;
        await server.Api.CreateAsync(
            ns,
            $"{{apiVersion: v1, kind: Pod, metadata: {{name: {job}-x, labels: {{job-name: {job}}}, "
                + $"ownerReferences: [{{apiVersion: batch/v1, kind: Job, name: {job}, uid: '{uid}', controller: true}}]}}, "
                + "spec: {containers: [{name: agent, image: a}]}}"
        );
        string now = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        string message = report is null ? "" : $", message: 'kubetask-run: {Json(report)}'";
        await server.Api.MergeStatusAsync(
            "Pod",
            ns,
            $"{job}-x",
            "{phase: Succeeded, containerStatuses: [{name: agent, image: a, imageID: '', ready: false, restartCount: 0, "
                + $"state: {{terminated: {{exitCode: 0, startedAt: '{now}', finishedAt: '{now}'{message}}}}}}}]}}"
        );
        await server.Api.MergeStatusAsync(
            "Job",
            ns,
            job,
            $"{{succeeded: 1, conditions: [{{type: Complete, status: 'True', lastTransitionTime: '{now}'}}]}}"
        );
    }

    private static string Json(string yaml)
    {
        using var text = new StringReader(yaml);
        return global::Kubernetes.Yaml.YamlJson.Read(text).Single().ToJsonString();
    }
}
