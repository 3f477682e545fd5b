using k8s.Models;
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

    [Theory]
    [InlineData(SandboxMode.Bubblewrap)]
    [InlineData(SandboxMode.Plain)]
    public async Task A_subPath_that_an_init_container_made_is_mounted_as_it_made_it(SandboxMode mode)
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(mode);
        await cluster.CreateAsync(LocalCluster.Pod("fetched", "cat \"$GUIDE\" \"$FOLDER/one.md\"", p =>
            {
                p.Spec.Volumes = [new() { Name = "file", EmptyDir = new() }, new() { Name = "folder", EmptyDir = new() }];
                p.Spec.InitContainers =
                [
                    new()
                    {
                        Name = "init",
                        Image = "busybox",
                        Command =
                        [
                            "/bin/sh",
                            "-c",
                            "echo a file >\"$A/content\"; mkdir \"$B/content\"; echo a folder >\"$B/content/one.md\"",
                        ],
                        Env = [new() { Name = "A", Value = "/a" }, new() { Name = "B", Value = "/b" }],
                        VolumeMounts = [new() { Name = "file", MountPath = "/a" }, new() { Name = "folder", MountPath = "/b" }],
                    },
                ];
                p.Spec.Containers[0].VolumeMounts = [Content("file", "/work/guide.md"), Content("folder", "/work/folder")];
                p.Spec.Containers[0].Env =
                [
                    new() { Name = "GUIDE", Value = "/work/guide.md" },
                    new() { Name = "FOLDER", Value = "/work/folder" },
                ];
            }));

        Assert.Equal("Succeeded", (await cluster.EndedPodAsync("fetched")).Status.Phase);
        Assert.Equal("a file\na folder\n", await cluster.LogAsync("fetched"));

        static V1VolumeMount Content(string volume, string path) =>
            new()
            {
                Name = volume,
                MountPath = path,
                SubPath = "content",
            };
    }
}
