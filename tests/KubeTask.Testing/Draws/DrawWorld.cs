using CsCheck;
using k8s.Models;
using KubeTask.Core.Api;

namespace KubeTask.Testing.Draws;

/// <summary>Draws a Task and the objects that it may refer to.</summary>
public static class DrawWorld
{
    private static readonly Gen<string> s_contextName = Gen.OneOf("c0", "c1", "c2", "c3", "c4");
    private static readonly Gen<string?> s_namespace = Gen.OneOf<string?>(null, null, "", "ns", "shared");

    /// <summary>Good paths that rarely collide.</summary>
    private static readonly Gen<string> s_plainPath = Gen.Select(
        Gen.OneOf("/", "//", "", "./"),
        Gen.Int[0, 30],
        Gen.OneOf("a", "a/b", "a-b", "..a", "_..a", "a//./é", "x y/", "x$(X)", new string('p', 300)),
        (root, folder, rest) => $"{root}d{folder}/{rest}"
    );

    private static Gen<ContextMount> Mount(Gen<string> path) =>
        Gen.Select(s_contextName, s_namespace, Gen.Null(path), (name, ns, path) => new ContextMount
            {
                Name = name,
                Namespace = ns,
                MountPath = path,
            });

    private static readonly Gen<string> s_key = Gen.OneOf(
        Gen.OneOf("a", "b", "a.md", "task.md", "_", "-", "A_b-c.d"),
        Gen.Int[1, 253].Select(n => new string('k', n))
    );

    private static readonly Gen<HumanInTheLoop> s_human = Gen.Select(
        Gen.Bool,
        Gen.Nullable(Gen.Int[-1, 7200]),
        Gen.OneOf<string?>(null, "1h", "30m", "1.5h10s", "1ms", "1 h", "", "99999999999999999999999999999h"),
        (enabled, seconds, text) =>
            new HumanInTheLoop
            {
                Enabled = enabled,
                KeepAliveSeconds = seconds,
                KeepAlive = text,
            }
    );

    private static Gen<Credential> Credential(Gen<string> path, int maxMode) =>
        Gen.Select(
            Gen.OneOf("one", "two"),
            Gen.OneOf<string?>(null, "", "key", "other"),
            Gen.Frequency(
                (9, Gen.OneOf<string?>(null, null, "", "TOKEN", "OTHER")),
                (1, Gen.OneOf<string?>("TASK_NAME", "KUBETASK_KEEP_ALIVE_SECONDS", "1ST", "A=B", " "))
            ),
            Gen.Null(path),
            Gen.Nullable(Gen.Int[511 - maxMode, maxMode]),
            (name, key, env, path, mode) =>
                new Credential
                {
                    Name = name,
                    SecretRef = new SecretReference { Name = "secret", Key = env?.Length > 0 && maxMode == 511 ? "key" : key },
                    Env = env,
                    MountPath = path,
                    FileMode = mode,
                }
        );

    private static readonly Gen<long?> s_user = Gen.OneOf<long?>(null, null, 0, 1000);

    private static Gen<AgentPodSpec> PodSpec(Gen<string> path) =>
        Gen.Select(
            Gen.Dictionary(Gen.OneOf("app", "kubetask.io/task", "team"), Gen.OneOf("", "x"))[0, 3]
                .Select(d => (IReadOnlyDictionary<string, string>)d),
            path.Array[0, 2],
            Gen.Bool,
            s_user,
            s_user,
            s_user,
            Gen.Nullable(Gen.Bool),
            (labels, paths, privileged, user, podUser, group, links) =>
                new AgentPodSpec
                {
                    Labels = labels,
                    Annotations = labels,
                    EnableServiceLinks = links,
                    SecurityContext =
                        privileged || user is not null
                            ? new V1SecurityContext { Privileged = privileged ? true : null, RunAsUser = user }
                            : null,
                    PodSecurityContext =
                        podUser is not null || group is not null ? new V1PodSecurityContext { RunAsUser = podUser, FsGroup = group } : null,
                    Volumes = paths.Length == 0 ? null : [new V1Volume { Name = "own", EmptyDir = new V1EmptyDirVolumeSource() }],
                    VolumeMounts = paths.Length == 0 ? null : [.. paths.Select(p => new V1VolumeMount { Name = "own", MountPath = p })],
                }
        );

    private static Gen<V1Alpha1Agent> Agent(Gen<string> path, Gen<string> workspace, int maxMode) =>
        Gen.Select(
            Gen.OneOf<string?>(null, "", "example.com/agent:1"),
            Gen.Frequency(
                (8, Gen.OneOf<string?>(null, "", "/workspace", "/workspace/", "/work//dir/.", "/a", "/a/b")),
                (1, workspace.Select(p => (string?)p))
            ),
            Gen.OneOf<string[]?>(null, [], ["run"], ["run", "a b", "it's \"$(x)\"\n", ""]),
            Mount(path).Array[0, 3],
            Credential(path, maxMode).Array[0, 2],
            Gen.Null(s_human),
            Gen.Null(PodSpec(path)),
            (image, dir, command, contexts, credentials, human, podSpec) =>
                new V1Alpha1Agent
                {
                    Metadata = new V1ObjectMeta { Name = "default", NamespaceProperty = "ns" },
                    Spec = new V1Alpha1AgentSpec
                    {
                        AgentImage = image,
                        WorkspaceDir = dir,
                        Command = command,
                        Contexts = contexts,
                        Credentials = credentials,
                        ServiceAccountName = "agent",
                        HumanInTheLoop = human,
                        PodSpec = podSpec,
                    },
                }
        );

    private static Gen<V1Alpha1Task> Task(Gen<string> path) =>
        Gen.Select(
            Draw.Name,
            Gen.Null(Draw.Text),
            Mount(path).Array[0, 4],
            Gen.Null(s_human),
            Gen.OneOf<string?>(null, "", "default"),
            Gen.Nullable(Gen.Long[1, 9000]),
            Gen.Null(Draw.Name),
            (name, description, contexts, human, agent, deadline, cron) =>
                new V1Alpha1Task
                {
                    Metadata = new V1ObjectMeta
                    {
                        Name = name,
                        NamespaceProperty = "ns",
                        Uid = "task-uid",
                        Generation = 1,
                        OwnerReferences = cron is null
                            ? null
                            :
                            [
                                new V1OwnerReference
                                {
                                    ApiVersion = KubeTaskApi.GroupVersion,
                                    Kind = "CronTask",
                                    Name = cron,
                                    Uid = "cron-uid",
                                },
                            ],
                    },
                    Spec = new V1Alpha1TaskSpec
                    {
                        Description = description,
                        Contexts = contexts,
                        HumanInTheLoop = human,
                        AgentRef = agent,
                        ActiveDeadlineSeconds = deadline,
                    },
                }
        );

    private static readonly Gen<GitContext>[] s_repositories =
    [
        Gen.Const(new GitContext { Repository = "https://example.com/r.git" }),
        Gen.Const(
            new GitContext
            {
                Repository = "git@example.com:team/r.git",
                Ref = "v1.2",
                Path = "a/b.md",
                Depth = 0,
                SecretRef = new GitSecretReference { Name = "git-key" },
                RecurseSubmodules = true,
            }
        ),
    ];

    private static Gen<V1Alpha1Context> Context(string name, string ns, bool plain) =>
        Gen.Select(
            Gen.Frequency((5, ContextType.Inline), (6, ContextType.ConfigMap), (2, ContextType.Git)),
            Draw.Text,
            Gen.OneOf("m0", "m1"),
            Gen.Null(s_key),
            plain ? Gen.Const<bool?>(true) : Gen.OneOf<bool?>(null, false, true),
            plain ? Gen.OneOf<string[]?>(["ns"], ["*"]) : Gen.OneOf<string[]?>(null, [], ["ns"], ["*"], ["*"], ["other"]),
            Gen.Int[plain ? 1 : 0, 15],
            plain
                ? Gen.OneOf(s_repositories)
                : Gen.OneOf(Gen.OneOf(s_repositories), Draw.Text.Select(t => new GitContext { Repository = t })),
            (type, text, map, key, optional, allowed, blocks, git) =>
                new V1Alpha1Context
                {
                    Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = ns },
                    Spec = new V1Alpha1ContextSpec
                    {
                        Type = type,
                        Inline = type == ContextType.Inline && blocks > 0 ? new InlineContext { Content = text } : null,
                        ConfigMap =
                            type == ContextType.ConfigMap && blocks > 0
                                ? new ConfigMapContext
                                {
                                    Name = map,
                                    Key = key,
                                    Optional = optional,
                                }
                                : null,
                        Git = type == ContextType.Git ? git : null,
                        AllowedNamespaces = allowed,
                    },
                }
        );

    private static Gen<V1ConfigMap> ConfigMap(string name, string ns) =>
        Gen.Select(Gen.Dictionary(s_key, Draw.Text)[0, 4], Gen.Dictionary(s_key, Gen.Byte.Array[0, 9])[0, 2], (data, binary) =>
            new V1ConfigMap
            {
                ApiVersion = "v1",
                Kind = "ConfigMap",
                Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = ns },
                Data = data.Count == 0 ? null : data,
                BinaryData = binary.Where(b => !data.ContainsKey(b.Key)).ToDictionary(),
            }
        );

    private static readonly Gen<V1Alpha1KubeTaskConfig> s_config = Gen.Select(
        Gen.OneOf("ns", KubeTaskApi.DefaultReleaseNamespace),
        Gen.Nullable(Gen.Int[0, int.MaxValue]),
        Gen.OneOf<string?>(null, "", "example.com/from-config"),
        (ns, grace, image) =>
            new V1Alpha1KubeTaskConfig
            {
                Metadata = new V1ObjectMeta { Name = V1Alpha1KubeTaskConfig.SingletonName, NamespaceProperty = ns },
                Spec = new V1Alpha1KubeTaskConfigSpec
                {
                    TaskLifecycle = grace is null ? null : new TaskLifecycle { MissingReferenceGraceSeconds = grace },
                    Defaults = image is null ? null : new AgentDefaults { AgentImage = image },
                },
            }
    );

    /// <summary>Worlds in which much may be missing or wrong.</summary>
    public static readonly Gen<World> Hostile = Of(Draw.Path, Draw.Path, 513, plain: false);

    /// <summary>Worlds in which about every second Task starts.</summary>
    public static readonly Gen<World> Plain = Of(s_plainPath, s_plainPath.Select(p => "/work/" + p), 511, plain: true);

    /// <summary>Both.</summary>
    public static readonly Gen<World> Any = Gen.OneOf(Hostile, Plain);

    private static Gen<World> Of(Gen<string> path, Gen<string> workspace, int maxMode, bool plain)
    {
        string[] namespaces = ["ns", "shared"];
        string[] contexts = ["c0", "c1", "c2", "c3", "c4"];
        string[] configMaps = ["m0", "m1"];
        return Gen.Select(
            Task(path),
            Gen.Frequency((19, Agent(path, workspace, maxMode).Select(a => (V1Alpha1Agent?)a)), (1, Gen.Const((V1Alpha1Agent?)null))),
            Some([.. from name in contexts from ns in namespaces select Context(name, ns, plain)], plain),
            Some([.. from name in configMaps from ns in namespaces select ConfigMap(name, ns)], plain),
            s_config.Array[0, 2],
            (task, agent, all, maps, configs) => new World(task, agent, all, maps, configs)
        );
    }

    /// <summary>All of them, or sometimes all except one.</summary>
    private static Gen<T[]> Some<T>(Gen<T>[] each, bool all)
        where T : class =>
        Gen.Select(
            each.Aggregate(Gen.Const(Array.Empty<T>()), (some, one) => Gen.Select(some, one, (a, b) => a.Append(b).ToArray())),
            Gen.Int[all ? each.Length : 0, each.Length * 3],
            (drawn, left) => drawn.Where((_, i) => i != left).ToArray()
        );
}
