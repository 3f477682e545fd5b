using System.Text.RegularExpressions;
using CsCheck;
using k8s.Models;
using KubeTask.Core.Agents;
using KubeTask.Core.Api;
using KubeTask.Core.Names;
using KubeTask.Git;

namespace KubeTask.Core.Tests.Properties;

/// <summary>Properties of the Job and the ConfigMaps of every Task that starts.</summary>
public sealed partial class JobProperties
{
    private const int Iterations = 600;

    [Fact]
    public void The_ConfigMaps_hold_exactly_what_the_volumes_name() =>
        Started(task =>
        {
            var named = new HashSet<(string ConfigMap, string Key)>();
            foreach (V1Volume volume in task.Pod.Volumes)
            {
                foreach ((string configMap, IList<V1KeyToPath> items) in Sources(volume))
                {
                    Assert.All(items, i => Assert.True(named.Add((configMap, i.Key)), $"{i.Key} is named twice"));
                    Assert.Equal(items.Count, items.Select(i => i.Path).Distinct().Count());
                }
            }

            Assert.Equal(
                named.OrderBy(n => n.ConfigMap, StringComparer.Ordinal).ThenBy(n => n.Key, StringComparer.Ordinal),
                task.ConfigMaps.SelectMany(c => Keys(c).Select(k => (c.Metadata.Name, k)))
                    .OrderBy(n => n.Name, StringComparer.Ordinal)
                    .ThenBy(n => n.k, StringComparer.Ordinal)
            );
        });

    [Fact]
    public void Every_mount_has_its_volume_and_every_subPath_is_an_item_of_it() =>
        Started(task =>
        {
            var volumes = task.Pod.Volumes.ToDictionary(v => v.Name);
            foreach (V1VolumeMount mount in task.Mounts)
            {
                V1Volume volume = Assert.Contains(mount.Name, volumes);
                if (mount.Name.StartsWith(GitContent, StringComparison.Ordinal))
                    Assert.Equal((FetchFolders.Content, true), (mount.SubPath, volume.EmptyDir is not null));
                else if (mount.SubPath is not null && mount.Name != task.Workspace.Name)
                    Assert.Contains(mount.SubPath, (volume.ConfigMap?.Items ?? volume.Secret.Items).Select(i => i.Path));
            }

            IEnumerable<V1VolumeMount> all = task.Mounts.Concat((task.Pod.InitContainers ?? []).SelectMany(c => c.VolumeMounts));
            Assert.Equal(volumes.Keys.Order(StringComparer.Ordinal), all.Select(m => m.Name).Distinct().Order(StringComparer.Ordinal));
        });

    /// <summary>hazards.md, row 31: the Secret of a repository is in the init container only, and its text nowhere.</summary>
    [Fact]
    public void Hazard_31_the_init_container_alone_has_what_fetches() =>
        Started(task =>
        {
            string[] own = ["git-work", "git-tmp", "git-credential-"];
            Assert.DoesNotContain(task.Mounts, m => own.Any(o => m.Name.StartsWith(o, StringComparison.Ordinal)));
            foreach (V1Container init in task.Pod.InitContainers ?? [])
            {
                Assert.Null(init.Command);
                Assert.Null(init.Args);
                Assert.Null(init.Env);
                Assert.True(init.SecurityContext is { RunAsNonRoot: true, ReadOnlyRootFilesystem: true, RunAsUser: not 0 });
                Assert.All(init.VolumeMounts, m => Assert.StartsWith(FetchFolders.Root + "/", m.MountPath, StringComparison.Ordinal));
            }
        });

    /// <summary>hazards.md, row 26: the path that is checked is the path that is mounted.</summary>
    [Fact]
    public void Hazard_26_mount_paths_are_unique_absolute_and_normalized_and_none_covers_another() =>
        Started(task =>
        {
            string[] paths = [.. task.Mounts.Select(m => m.MountPath)];
            string workspace = task.Workspace.MountPath;
            string[] folders = [.. task.Mounts.Where(m => m.Name == task.Workspace.Name).Select(m => m.MountPath)];
            Assert.All(paths, path =>
            {
                Assert.Matches("^(/[^/:]+)+$", path);
                Assert.DoesNotContain(path.Split('/'), s => s is "." or "..");
                Assert.DoesNotMatch("^/(proc|sys|dev|run/secrets|var/run/secrets|etc/hosts|etc/hostname|etc/resolv.conf)(/|$)", path);
            });
            Assert.Equal(paths.Length, paths.Distinct().Count());
            Assert.All(paths.Skip(1), path =>
                Assert.DoesNotContain(paths, other =>
                    !folders.Contains(other) && other != path && path.StartsWith(other + "/", StringComparison.Ordinal)
                )
            );
            Assert.DoesNotContain(paths, path => workspace.StartsWith(path + "/", StringComparison.Ordinal));
        });

    [Fact]
    public void Hazard_59_every_folder_above_a_mount_is_the_workspaces_own_and_comes_after_the_folder_that_it_is_in() =>
        Started(task =>
        {
            string workspace = task.Workspace.MountPath;
            var before = new HashSet<string> { workspace };
            var folders = new List<string>();
            foreach (V1VolumeMount mount in task.Mounts.Where(m => m.MountPath.StartsWith(workspace + "/", StringComparison.Ordinal)))
            {
                Assert.Contains(mount.MountPath[..mount.MountPath.LastIndexOf('/')], before);
                if (mount.Name != task.Workspace.Name)
                    continue;
                Assert.Equal((workspace + "/" + mount.SubPath, false), (mount.MountPath, mount.ReadOnlyProperty == true));
                before.Add(mount.MountPath);
                folders.Add(mount.MountPath);
            }

            Assert.All(folders, folder =>
                Assert.Contains(task.Mounts, m => m.MountPath.StartsWith(folder + "/", StringComparison.Ordinal))
            );
        });

    [Fact]
    public void Hazard_58_what_the_owner_of_a_credential_may_do_the_agent_may_and_root_keeps_the_mode() =>
        Started(task =>
        {
            V1PodSecurityContext pod = task.Pod.SecurityContext;
            long? user = task.Pod.Containers[0].SecurityContext.RunAsUser ?? pod.RunAsUser;
            Credential[] files = [.. task.Agent.Spec.Credentials!.Where(c => !string.IsNullOrEmpty(c.MountPath))];
            V1SecretVolumeSource[] volumes =
            [
                .. task.Pod.Volumes.Where(v => v.Name.StartsWith("credential-", StringComparison.Ordinal)).Select(v => v.Secret),
            ];
            Assert.Equal(files.Length, volumes.Length);
            foreach ((Credential file, V1SecretVolumeSource volume) in files.Zip(volumes))
            {
                int asked = file.FileMode ?? Convert.ToInt32("600", 8);
                int mode = volume.DefaultMode!.Value;
                Assert.All(volume.Items ?? [], i => Assert.Equal(mode, i.Mode));
                Assert.Equal(asked, mode & asked);
                Assert.Equal(0, (mode & ~asked) & Convert.ToInt32("722", 8));
                if (user == 0)
                {
                    Assert.Equal(asked, mode);
                    continue;
                }

                foreach (int bit in new[] { 4, 1 }.Where(b => (asked >> 6 & b) != 0))
                    Assert.NotEqual(0, (pod.FsGroup is null ? mode : mode >> 3) & bit);
            }
        });

    [Fact]
    public void Hazard_24_every_name_key_and_label_is_one_that_Kubernetes_accepts() =>
        Started(task =>
        {
            Assert.Matches(Subdomain(), task.Job.Metadata.Name);
            Assert.InRange(task.Job.Metadata.Name.Length, 1, 63);
            foreach (
                V1ObjectMeta metadata in task
                    .ConfigMaps.Select(c => c.Metadata)
                    .Append(task.Job.Metadata)
                    .Append(task.Job.Spec.Template.Metadata)
            )
            {
                if (metadata.Name is not null)
                {
                    Assert.Matches(Subdomain(), metadata.Name);
                    Assert.InRange(metadata.Name.Length, 1, 253);
                }

                Assert.All(metadata.Labels.Values, value =>
                {
                    Assert.Matches(Label(), value);
                    Assert.InRange(value.Length, 0, 63);
                });
                Assert.Equal(
                    task.Task.Metadata.Name,
                    metadata.Labels[Labels.Task] == task.Task.Metadata.Name ? task.Task.Metadata.Name : metadata.Annotations[Labels.Task]
                );
            }

            Assert.All(task.ConfigMaps.SelectMany(Keys), key =>
            {
                Assert.Matches("^[-._a-zA-Z0-9]+$", key);
                Assert.InRange(key.Length, 1, 253);
                Assert.False(key is "." || key.StartsWith("..", StringComparison.Ordinal), key);
            });
            Assert.All(task.Pod.Volumes.SelectMany(v => v.ConfigMap?.Items ?? v.Secret?.Items ?? []), i =>
                Assert.False(i.Path.StartsWith("..", StringComparison.Ordinal), i.Path)
            );
            Assert.All(task.Pod.Volumes, v => Assert.Matches("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", v.Name));
        });

    [Fact]
    public void Every_object_is_owned_by_its_Task_and_the_Job_has_our_settings() =>
        Started(task =>
        {
            Assert.All(task.ConfigMaps.Select(c => c.Metadata).Append(task.Job.Metadata), metadata =>
            {
                V1OwnerReference owner = Assert.Single(metadata.OwnerReferences);
                Assert.Equal(
                    ("Task", task.Task.Metadata.Name, "task-uid", true),
                    (owner.Kind, owner.Name, owner.Uid, owner.Controller == true)
                );
            });
            Assert.All(task.ConfigMaps, c => Assert.True(c.Immutable));
            V1JobSpec spec = task.Job.Spec;
            Assert.Equal((0, "Failed", "Never"), (spec.BackoffLimit, spec.PodReplacementPolicy, spec.Template.Spec.RestartPolicy));
            Assert.Null(spec.TtlSecondsAfterFinished);
            Assert.Null(spec.ActiveDeadlineSeconds);
            Assert.Equal("FallbackToLogsOnError", Assert.Single(spec.Template.Spec.Containers).TerminationMessagePolicy);
            Assert.Equal(Labels.KubeTask, spec.Template.Metadata.Labels[Labels.App]);
        });

    [Fact]
    public void Hazard_55_every_variable_has_one_value_and_those_that_KubeTask_reserves_come_from_KubeTask() =>
        Started(task =>
        {
            IList<V1EnvVar> env = task.Pod.Containers[0].Env;
            Assert.Equal(env.Count, env.Select(e => e.Name).Distinct().Count());
            Assert.All(env, e =>
            {
                Assert.Matches("^[A-Za-z_][A-Za-z0-9_]*$", e.Name);
                Assert.Equal(
                    AgentVariables.IsReserved(e.Name) || e.Name.StartsWith("GIT_CONFIG_", StringComparison.Ordinal),
                    e.ValueFrom is null
                );
            });
            Assert.Equal(["TASK_NAME", "TASK_NAMESPACE", "WORKSPACE_DIR"], env.Take(3).Select(e => e.Name));
        });

    /// <summary>How the names of the volumes begin into which repositories are fetched.</summary>
    private const string GitContent = "git-context-";

    /// <summary>Draws worlds and checks those whose Task starts.</summary>
    private static void Started(Action<StartedTask> check)
    {
        int started = 0;
        DrawWorld.Any.Sample(
            world =>
            {
                SimulatedCluster cluster = world.Cluster();
                V1Alpha1Task task = cluster.Reconcile(world.Key);
                if (task.Status?.Phase != TaskPhase.Running)
                    return;
                Interlocked.Increment(ref started);
                V1Job job = cluster.Get("Job", new ObjectKey("ns", task.Status.JobName!), ApiJson.Default.V1Job)!;
                var configMaps = new List<V1ConfigMap>();
                while (
                    cluster.Get(
                        "ConfigMap",
                        new ObjectKey("ns", ResourceNames.ContextConfigMap(task.Metadata.Name, configMaps.Count)),
                        ApiJson.Default.V1ConfigMap
                    )
                        is { } next
                )
                {
                    configMaps.Add(next);
                }

                check(new StartedTask(task, world.Agent!, job, configMaps));
            },
            iter: Draw.Times(Iterations)
        );
        Assert.True(Draw.Times(Iterations) < Iterations || started > Iterations / 8, $"only {started} Tasks started");
    }

    private static IEnumerable<(string ConfigMap, IList<V1KeyToPath> Items)> Sources(V1Volume volume) =>
        volume switch
        {
            { ConfigMap: { } one } => [(one.Name, one.Items)],
            { Projected: { } several } => several.Sources.Select(s => (s.ConfigMap.Name, s.ConfigMap.Items)),
            _ => [],
        };

    private static IEnumerable<string> Keys(V1ConfigMap configMap) => (configMap.Data?.Keys ?? []).Concat(configMap.BinaryData?.Keys ?? []);

    private sealed record StartedTask(V1Alpha1Task Task, V1Alpha1Agent Agent, V1Job Job, List<V1ConfigMap> ConfigMaps)
    {
        public V1PodSpec Pod => Job.Spec.Template.Spec;

        public IList<V1VolumeMount> Mounts => Pod.Containers[0].VolumeMounts;

        public V1VolumeMount Workspace => Mounts[0];
    }

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$")]
    private static partial Regex Subdomain();

    [GeneratedRegex("^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$")]
    private static partial Regex Label();
}
