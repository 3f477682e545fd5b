using PocketKube.Node.Sandboxes;

namespace KubeTask.Local.Tests.Node;

public sealed class SubPathTests
{
    [Theory]
    [InlineData(SandboxMode.Bubblewrap)]
    [InlineData(SandboxMode.Plain)]
    public async Task A_missing_subPath_becomes_a_folder_with_the_mode_of_its_volume_also_inside_a_mount_of_that_volume(SandboxMode mode)
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(mode);
        await cluster.CreateAsync(
            LocalCluster.Pod("folders", "cd \"$WORK\" && touch a/b/new && stat -c %a . a a/b \"$ELSEWHERE\" && ls \"$ELSEWHERE\"", p =>
            {
                p.Spec.Volumes = [new() { Name = "work", EmptyDir = new() }];
                p.Spec.Containers[0].VolumeMounts =
                [
                    new() { Name = "work", MountPath = "/work" },
                    new()
                    {
                        Name = "work",
                        MountPath = "/work/a",
                        SubPath = "a",
                    },
                    new()
                    {
                        Name = "work",
                        MountPath = "/work/a/b",
                        SubPath = "a/b",
                    },
                    new()
                    {
                        Name = "work",
                        MountPath = "/elsewhere",
                        SubPath = "a/b",
                    },
                ];
                p.Spec.Containers[0].Env = [new() { Name = "WORK", Value = "/work" }, new() { Name = "ELSEWHERE", Value = "/elsewhere" }];
            })
        );

        Assert.Equal("Succeeded", (await cluster.EndedPodAsync("folders")).Status.Phase);
        Assert.Equal("777\n777\n777\n777\nnew\n", await cluster.LogAsync("folders"));
    }
}
