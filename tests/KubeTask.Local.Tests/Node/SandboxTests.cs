using k8s.Models;
using PocketKube.Node;
using PocketKube.Node.Sandboxes;

namespace KubeTask.Local.Tests.Node;

/// <summary>What the node says where bubblewrap doesn't work, and why.</summary>
public sealed class SandboxTests
{
    [Fact]
    public async Task Hazard_47_a_missing_bubblewrap_is_named_with_the_command_that_installs_it()
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(SandboxMode.Auto, bubblewrap: "/no/such/bwrap");
        await cluster.CreateAsync(LocalCluster.Pod("plain", "echo still runs"));

        Assert.Equal("Succeeded", (await cluster.EndedPodAsync("plain")).Status.Phase);
        string message = Assert.Single(await cluster.EventsAsync("plain", "NoSandbox")).Message;
        Assert.Contains("Pods run without a sandbox", message, StringComparison.Ordinal);
        Assert.Contains("bubblewrap isn't installed", message, StringComparison.Ordinal);
        Assert.Contains("\"apt-get install bubblewrap\" or \"dnf install bubblewrap\"", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hazard_47_a_kernel_that_refuses_namespaces_is_not_reported_as_a_missing_program()
    {
        string folder = Directory.CreateTempSubdirectory("kubetask-bwrap-").FullName;
        string program = Path.Combine(folder, "bwrap");
        await File.WriteAllTextAsync(
            program,
            "#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n",
            TestContext.Current.CancellationToken
        );
        UnixFiles.SetMode(program, 0b101_000_000);
        await using LocalCluster cluster = await LocalCluster.StartAsync(SandboxMode.Auto, bubblewrap: program);
        await cluster.CreateAsync(LocalCluster.Pod("plain", "true"));

        Assert.Equal("Succeeded", (await cluster.EndedPodAsync("plain")).Status.Phase);
        string message = Assert.Single(await cluster.EventsAsync("plain", "NoSandbox")).Message;
        Assert.Contains(
            "bubblewrap is installed, but the kernel refuses its namespaces (bwrap: No permissions to create new namespace)",
            message,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("install bubblewrap", message, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Where_only_bubblewrap_is_allowed_the_pod_fails_and_says_what_to_do()
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(SandboxMode.Bubblewrap, bubblewrap: "/no/such/bwrap");
        await cluster.CreateAsync(LocalCluster.Pod("strict", "true"));

        V1Pod pod = await cluster.EndedPodAsync("strict");

        Assert.Equal(("Failed", "SandboxUnavailable"), (pod.Status.Phase, pod.Status.Reason));
        Assert.Contains("apt-get install bubblewrap", pod.Status.Message, StringComparison.Ordinal);
    }
}
