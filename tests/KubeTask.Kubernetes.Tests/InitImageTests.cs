using System.Text;
using System.Text.Json.Nodes;
using KubeTask.Core;
using KubeTask.Core.Events;
using KubeTask.Kubernetes.Tasks;
using PocketKube.ApiServer.Faults;

namespace KubeTask.Kubernetes.Tests;

/// <summary>The installation says which image fetches Git Contexts; a KubeTaskConfig has the last word.</summary>
public sealed class InitImageTests
{
    [Theory]
    [InlineData("init-read", false, null, FaultyServer.InitImage)]
    [InlineData("init-observed", true, null, FaultyServer.InitImage)]
    [InlineData("init-config", true, "registry.example.com/own:v2", "registry.example.com/own:v2")]
    public async Task A_Git_Context_is_fetched_by_the_image(string ns, bool observed, string? configured, string expected)
    {
        await using FaultyServer server = await FaultyServer.StartAsync(new FaultOptions());
        ObjectKey task = await server.NewTaskAsync(ns);
        await server.Api.CreateAsync(
            ns,
            "{apiVersion: kubetask.io/v1alpha1, kind: Context, metadata: {name: c}, "
                + "spec: {type: Git, git: {repository: 'https://example.com/r'}}}"
        );
        if (configured is not null)
        {
            await server.Api.CreateAsync(
                ns,
                $"{{apiVersion: kubetask.io/v1alpha1, kind: KubeTaskConfig, metadata: {{name: default}}, "
                    + $"spec: {{defaults: {{initImage: '{configured}'}}}}}}"
            );
        }

        await server.Api.MergeAsync("Task", ns, "t", "{spec: {contexts: [{name: c}]}}");
        JsonNode stored = (await server.Api.GetAsync("Task", ns, "t"))!;
        var data = new EventData { Task = new RawJson(Encoding.UTF8.GetBytes(stored.ToJsonString())) };

        Assert.True(
            await server.Reconciler.ReconcileAsync(
                task,
                null,
                observed ? new TaskDelivery(null, data) : TaskDelivery.Nothing,
                TestContext.Current.CancellationToken
            )
        );

        JsonNode job = (await server.Api.GetAsync("Job", ns, "t-job"))!;
        Assert.Equal(expected, (string?)job["spec"]!["template"]!["spec"]!["initContainers"]![0]!["image"]);
    }
}
