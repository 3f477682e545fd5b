using System.Collections.Concurrent;
using KubeTask.Local.Cluster;
using KubeTask.Local.Keda;

namespace KubeTask.Local.Tests.EndToEnd;

/// <summary>The functions' sleep, on clusters that have never had a Task.</summary>
[Collection(nameof(ProcessTests))]
public sealed class SleepTests
{
    [Fact]
    public async Task Functions_sleep_until_the_first_Task_wake_for_it_and_sleep_again_after_the_cooldown()
    {
        var cooldown = TimeSpan.FromSeconds(1);
        using var state = new StateFolder();
        await using LocalCluster cluster = await ClusterFixture.StartAsync(state, cooldown);
        var changes = new ConcurrentQueue<ReplicaChange>();
        Task reading = ReadAsync(cluster.Replicas, changes);
        await using var deployment = new KubectlWatch(
            cluster.Kubeconfig,
            "deployment/kubetask-functions",
            "-n",
            "kubetask-system",
            "-o",
            "jsonpath={.spec.replicas} {.status.replicas} {.status.readyReplicas}{\"\\n\"}"
        );
        using Space space = await Space.CreateAsync(cluster.Kubeconfig, "sleep", "true");
        await Eventually.That(() => !deployment.Lines.IsEmpty, "the Deployment");
        string functions = Path.Combine(state.Path, "functions.kubeconfig");
        Assert.Empty(MachineProcesses.WithEnvironment(functions));
        DateTimeOffset before = TimeProvider.System.GetUtcNow();

        await space.ApplyAsync(Space.Task("first"));
        await space.PhaseAsync("Completed", "first");
        await Eventually.That(() => changes.Last() is { Desired: 0, Running: 0, Ready: 0 }, "no function");
        await Eventually.That(() => deployment.Lines.Last() == "0 0 0", "a Deployment at zero");

        Assert.Empty(MachineProcesses.WithEnvironment(functions));
        Assert.NotEmpty(MachineProcesses.WithEnvironment(Path.Combine(state.Path, "scaler.kubeconfig")));
        ReplicaChange woken = changes.First(c => c.Desired > 0),
            asleep = changes.First(c => c.Desired == 0 && c.At > woken.At);
        Assert.True(woken.At >= before, "a function was started before there was a Task");
        Assert.True(asleep.At - woken.At >= cooldown, $"asleep again after {(asleep.At - woken.At).TotalSeconds} s");
        Assert.StartsWith("0 ", deployment.Lines.First(), StringComparison.Ordinal);
        Assert.Contains("1 1 1", deployment.Lines);
        using var system = Space.Of(cluster.Kubeconfig, "kubetask-system");
        string[] messages =
        [
            " up replica set kubetask-functions-local from 0 to 1",
            " down replica set kubetask-functions-local from 1 to 0",
        ];
        await Eventually.ThatAsync(
            async () =>
                await system.RunAsync("get", "events", "-o", "jsonpath={.items[?(@.reason==\"ScalingReplicaSet\")].message}")
                == $"Scaled{messages[0]} Scaled{messages[1]}",
            "the Events of the Deployment"
        );

        await cluster.DisposeAsync();
        await reading;
    }

    private static async Task ReadAsync(FunctionReplicas replicas, ConcurrentQueue<ReplicaChange> changes)
    {
        await foreach (ReplicaChange change in replicas.Subscribe().ReadAllAsync())
            changes.Enqueue(change);
    }
}
