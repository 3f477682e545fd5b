using System.Globalization;
using System.Text;
using CsCheck;
using k8s.Models;
using KubeTask.Core.Api;

namespace KubeTask.Core.Tests.Properties;

/// <summary>Draws objects that an API server would let through, the stranger ones on purpose.</summary>
internal static class Draw
{
    /// <summary>Mutation tests run everything a thousand times and make do with a tenth of the draws (KUBETASK_DRAW_PERCENT=10).</summary>
    private static readonly int s_percent = int.Parse(
        Environment.GetEnvironmentVariable("KUBETASK_DRAW_PERCENT") ?? "100",
        CultureInfo.InvariantCulture
    );

    /// <summary>How often to draw where <paramref name="iterations"/> are wanted.</summary>
    public static int Times(int iterations) => Math.Max(1, iterations * s_percent / 100);

    /// <summary>Names of objects, up to their limit, often just at the limits of Jobs and labels.</summary>
    public static readonly Gen<string> Name = Gen.Select(
        Gen.Frequency(
            (6, Gen.Int[1, 12]),
            (3, Gen.OneOf(52, 55, 58, 59, 60, 62, 63, 64, 65, 244, 245, 246, 252, 253)),
            (1, Gen.Int[1, 253])
        ),
        Gen.Char["abz059-."].Array[253],
        (length, characters) => string.Create(length, characters, (span, from) =>
            {
                // A dot or a dash stands between letters only.
                for (int i = 0; i < span.Length; i++)
                    span[i] = (from[i] is '-' or '.') && (i == 0 || i == span.Length - 1 || span[i - 1] is '-' or '.') ? 'x' : from[i];
                if (span.Length > 1 && span[^2] is '-' or '.')
                    span[^1] = 'y';
            })
    );

    /// <summary>Text of all kinds: our own tags in disguise, control characters, other scripts, empty.</summary>
    public static readonly Gen<string> Text = Gen.OneOf(
            Gen.OneOf(
                "",
                " ",
                "\n",
                "text",
                "</context>",
                "< / FILE >",
                "<context name=\"x\" namespace=\"y\" type=\"Inline\">",
                "<file name=\"k\">",
                "</file\n>",
                "<\tcontext/>",
                "<<context",
                "<contexts>",
                "<file-name>",
                "<filet>",
                "<context.md>",
                "]]>",
                "<![CDATA[",
                "<!-- </context> -->",
                "&lt;/context>",
                "&",
                "<",
                ">",
                "\"",
                "'",
                "\0",
                "\u0001",
                "\u001b[2J",
                "\r\n",
                "\u2028",
                "\u202eevil",
                "\uff1c/context\uff1e",
                "<\u200b/con\u00adtext>",
                "\ufe64file name=\"x\">",
                "\u200b",
                "\u2003\u00a0",
                "é",
                "文脈",
                "😀",
                "\ufeff",
                "$(HOME)",
                "`id`",
                "---\n",
                "# h\n\n"
            ),
            Gen.String[0, 20]
        )
        .Array[0, 8]
        .Select(string.Concat)
        .Select(WellFormed);

    /// <summary>Mount paths: fine ones that often meet, and such as somebody might try.</summary>
    public static readonly Gen<string> Path = Gen.Frequency(
        (
            8,
            Gen.Select(
                Gen.OneOf("/", "/", "", "//", "./"),
                Gen.OneOf("a", "b", "a-b", "a_b", "..a", "_..a", "...", ".", "workspace", "task.md", "é", "x y", "$(X)").Array[1, 4],
                (root, segments) => root + string.Join('/', segments)
            )
        ),
        (
            2,
            Gen.OneOf(
                "",
                "/",
                "//",
                ".",
                "..",
                "/..",
                "a/../b",
                "/proc",
                "/proc/self/environ",
                "//proc/./x",
                "proc",
                "/sys",
                "/dev/null",
                "/var",
                "/var/run",
                "/var/run/secrets/kubernetes.io/serviceaccount/token",
                "/run/secrets",
                "/etc/hosts",
                "/etc/hostname/x",
                "/workspace",
                "/workspace/",
                "/workspace/task.md",
                "task.md",
                "task.md/x",
                "a:b",
                "/a\0b",
                "/a\nb",
                "/etc",
                "/procs",
                "/\u0085",
                "C:\\x",
                "/…",
                "/\uff0e\uff0e/x",
                "/a/..\u200b/b",
                "\u2025/etc",
                "/a\u2215b",
                "/proc\u200b",
                "/\u202egpj.exe",
                "/a...",
                "/a./b.",
                "/a /b ",
                " ",
                "\t",
                "/~",
                "~/x",
                "/a\\..\\b",
                "/%2e%2e/x"
            )
        ),
        (1, Gen.Select(Gen.OneOf("/", "/..", "/a/.."), Gen.Int[240, 1000], (root, length) => root + new string('p', length))),
        (1, Gen.String[0, 12].Select(WellFormed))
    );

    private static readonly Gen<string> s_contextName = Gen.OneOf("c0", "c1", "c2", "c3", "c4");
    private static readonly Gen<string?> s_namespace = Gen.OneOf<string?>(null, null, "", "ns", "shared");

    /// <summary>Paths that nothing is wrong with, and that seldom meet.</summary>
    private static readonly Gen<string> s_plainPath = Gen.Select(
        Gen.OneOf("/", "//", "", "./"),
        Gen.Int[0, 30],
        Gen.OneOf("a", "a/b", "a-b", "..a", "_..a", "a//./é", "x y/", "$(X)", new string('p', 300)),
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
            Gen.OneOf<string?>(null, null, "", "TOKEN"),
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

    private static Gen<AgentPodSpec> PodSpec(Gen<string> path) =>
        Gen.Select(
            Gen.Dictionary(Gen.OneOf("app", "kubetask.io/task", "team"), Gen.OneOf("", "x"))[0, 3]
                .Select(d => (IReadOnlyDictionary<string, string>)d),
            path.Array[0, 2],
            Gen.Bool,
            (labels, paths, privileged) =>
                new AgentPodSpec
                {
                    Labels = labels,
                    Annotations = labels,
                    SecurityContext = privileged ? new V1SecurityContext { Privileged = true } : null,
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
            Name,
            Gen.Null(Text),
            Mount(path).Array[0, 4],
            Gen.Null(s_human),
            Gen.OneOf<string?>(null, "", "default"),
            Gen.Nullable(Gen.Long[1, 9000]),
            Gen.Null(Name),
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

    private static Gen<V1Alpha1Context> Context(string name, string ns, bool plain) =>
        Gen.Select(
            Gen.Frequency((5, ContextType.Inline), (6, ContextType.ConfigMap), (plain ? 0 : 1, ContextType.Git)),
            Text,
            Gen.OneOf("m0", "m1"),
            Gen.Null(s_key),
            plain ? Gen.Const<bool?>(true) : Gen.OneOf<bool?>(null, false, true),
            plain ? Gen.OneOf<string[]?>(["ns"], ["*"]) : Gen.OneOf<string[]?>(null, [], ["ns"], ["*"], ["*"], ["other"]),
            Gen.Int[plain ? 1 : 0, 15],
            (type, text, map, key, optional, allowed, blocks) =>
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
                        Git = type == ContextType.Git ? new GitContext { Repository = text } : null,
                        AllowedNamespaces = allowed,
                    },
                }
        );

    private static Gen<V1ConfigMap> ConfigMap(string name, string ns) =>
        Gen.Select(Gen.Dictionary(s_key, Text)[0, 4], Gen.Dictionary(s_key, Gen.Byte.Array[0, 9])[0, 2], (data, binary) => new V1ConfigMap
            {
                ApiVersion = "v1",
                Kind = "ConfigMap",
                Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = ns },
                Data = data.Count == 0 ? null : data,
                BinaryData = binary.Where(b => !data.ContainsKey(b.Key)).ToDictionary(),
            });

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

    /// <summary>Worlds where much may be missing or wrong.</summary>
    public static readonly Gen<World> HostileWorld = Of(Path, Path, 513, plain: false);

    /// <summary>Worlds where about every second Task starts.</summary>
    public static readonly Gen<World> PlainWorld = Of(s_plainPath, s_plainPath.Select(p => "/work/" + p), 511, plain: true);

    /// <summary>Both.</summary>
    public static readonly Gen<World> World = Gen.OneOf(HostileWorld, PlainWorld);

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

    /// <summary>All of them, now and then without one.</summary>
    private static Gen<T[]> Some<T>(Gen<T>[] each, bool all)
        where T : class =>
        Gen.Select(
            each.Aggregate(Gen.Const(Array.Empty<T>()), (some, one) => Gen.Select(some, one, (a, b) => a.Append(b).ToArray())),
            Gen.Int[all ? each.Length : 0, each.Length * 3],
            (drawn, left) => drawn.Where((_, i) => i != left).ToArray()
        );

    /// <summary>JSON carries no lone surrogate, so no object does.</summary>
    private static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
