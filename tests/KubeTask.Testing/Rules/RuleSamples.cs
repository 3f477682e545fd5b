using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kubernetes.Yaml;
using KubeTask.Core.Validation;

namespace KubeTask.Testing.Rules;

/// <summary>A sample for every rule of every kind, except for rules about a change, which need two objects.</summary>
public static partial class RuleSamples
{
    private static readonly (string Message, string Broken)[] s_paths =
    [
        (RuleText.PathIsPlain, "/a:b"),
        (RuleText.PathStaysBelow, "/a/../b"),
        (RuleText.PathHasNoHome, "/~/.claude/CLAUDE.md"),
        (RuleText.PathHasNoVariable, "/${HOME}/x.md"),
        (RuleText.PathHasNoOuterBlanks, "/a /b"),
        (RuleText.PathIsNotRoot, "//./."),
        (RuleText.PathIsNotReserved, "/.//var/run/./secrets/x"),
    ];

    private static readonly (string Kind, string Field, string Yaml)[] s_places =
    [
        ("Task", "spec.contexts[0].mountPath", "spec: {description: x, contexts: [{name: note, mountPath: PATH}]}"),
        (
            "CronTask",
            "spec.taskTemplate.spec.contexts[0].mountPath",
            "spec: {schedule: '@daily', taskTemplate: {spec: {description: x, contexts: [{name: note, mountPath: PATH}]}}}"
        ),
        ("Agent", "spec.contexts[0].mountPath", "spec: {serviceAccountName: a, contexts: [{name: note, mountPath: PATH}]}"),
        (
            "Agent",
            "spec.credentials[0].mountPath",
            "spec: {serviceAccountName: a, credentials: [{name: token, secretRef: {name: s, key: k}, mountPath: PATH}]}"
        ),
        ("Agent", "spec.workspaceDir", "spec: {serviceAccountName: a, workspaceDir: PATH}"),
    ];

    private static readonly (string Field, string Message, string Broken, string Whole)[] s_repositories =
    [
        ("repository", RuleText.RepositoryForm, "repository: 'ext::sh'", "repository: 'git@example.com:team/guides.git'"),
        (
            "repository",
            RuleText.RepositoryHasNoPassword,
            "repository: 'https://me:word@example.com/guides.git'",
            "repository: 'https://me@example.com/guides.git'"
        ),
        (
            "path",
            RuleText.GitPathStaysBelow,
            "repository: 'https://example.com/guides.git', path: src/../../x",
            "repository: 'https://example.com/guides.git', path: src/..x"
        ),
        (
            "ref",
            RuleText.GitRefForm,
            "repository: 'https://example.com/guides.git', ref: '--upload-pack=x'",
            "repository: 'https://example.com/guides.git', ref: release/v1.2"
        ),
    ];

    public static IReadOnlyList<RuleSample> All { get; } =
    [
        .. from place in s_places
        from path in s_paths
        select new RuleSample(
            place.Kind,
            place.Field,
            path.Message,
            place.Yaml.Replace("PATH", $"\"{path.Broken}\"", StringComparison.Ordinal),
            place.Yaml.Replace("PATH", "/a/b", StringComparison.Ordinal)
        ),
        .. from rule in s_repositories
        select new RuleSample(
            "Context",
            $"spec.git.{rule.Field}",
            rule.Message,
            $"spec: {{type: Git, git: {{{rule.Broken}}}}}",
            $"spec: {{type: Git, git: {{{rule.Whole}}}}}"
        ),
        new(
            "Agent",
            "spec",
            RuleText.HumanNeedsCommand,
            "spec: {serviceAccountName: a, humanInTheLoop: {enabled: true}}",
            "spec: {serviceAccountName: a, humanInTheLoop: {enabled: true}, command: [run]}"
        ),
        new(
            "Agent",
            "spec.workspaceDir",
            RuleText.WorkspaceIsAbsolute,
            "spec: {serviceAccountName: a, workspaceDir: work}",
            "spec: {serviceAccountName: a, workspaceDir: /work}"
        ),
        new(
            "Agent",
            "spec.humanInTheLoop.keepAlive",
            RuleText.KeepAliveIsDuration,
            "spec: {serviceAccountName: a, humanInTheLoop: {keepAlive: 1 hour}}",
            "spec: {serviceAccountName: a, humanInTheLoop: {keepAlive: 1h30m}}"
        ),
        new(
            "Task",
            "spec.humanInTheLoop.keepAlive",
            RuleText.KeepAliveIsDuration,
            "spec: {description: x, humanInTheLoop: {keepAlive: '60'}}",
            "spec: {description: x, humanInTheLoop: {keepAlive: 60s}}"
        ),
        new(
            "CronTask",
            "spec.taskTemplate.spec.humanInTheLoop.keepAlive",
            RuleText.KeepAliveIsDuration,
            "spec: {schedule: '@daily', taskTemplate: {spec: {description: x, humanInTheLoop: {keepAlive: 1d}}}}",
            "spec: {schedule: '@daily', taskTemplate: {spec: {description: x, humanInTheLoop: {keepAlive: 24h}}}}"
        ),
        Variable(RuleText.EnvIsName, "1ST_KEY"),
        Variable(RuleText.EnvIsNotReserved, "KUBETASK_KEEP_ALIVE_SECONDS"),
        new(
            "Agent",
            "spec.credentials",
            RuleText.EnvIsUnique,
            Credentials("{name: a, secretRef: {name: s, key: k}, env: TOKEN}, {name: b, secretRef: {name: s, key: l}, env: TOKEN}"),
            Credentials("{name: a, secretRef: {name: s, key: k}, env: TOKEN}, {name: b, secretRef: {name: s, key: l}, env: SECOND_TOKEN}")
        ),
        new(
            "Agent",
            "spec.credentials[0]",
            RuleText.EnvNeedsKey,
            "spec: {serviceAccountName: a, credentials: [{name: token, secretRef: {name: s}, env: TOKEN}]}",
            "spec: {serviceAccountName: a, credentials: [{name: token, secretRef: {name: s, key: k}, env: TOKEN}]}"
        ),
        new(
            "Agent",
            "spec.credentials[0]",
            RuleText.CredentialGoesNowhere,
            "spec: {serviceAccountName: a, credentials: [{name: token, secretRef: {name: s, key: k}}]}",
            "spec: {serviceAccountName: a, credentials: [{name: token, secretRef: {name: s}}]}"
        ),
        new("Context", "spec", RuleText.InlineBlock, "spec: {type: Inline}", "spec: {type: Inline, inline: {content: x}}"),
        new(
            "Context",
            "spec",
            RuleText.ConfigMapBlock,
            "spec: {type: Inline, inline: {content: x}, configMap: {name: m}}",
            "spec: {type: ConfigMap, configMap: {name: m, optional: true}}"
        ),
        new("Context", "spec", RuleText.GitBlock, "spec: {type: Git}", "spec: {type: Inline, inline: {content: x}}"),
        new(
            "Context",
            "spec",
            RuleText.McpBlock,
            "spec: {type: Inline, inline: {content: x}, mcp: {servers: []}}",
            "spec: {type: Inline, inline: {content: x}}"
        ),
        Mcp("", RuleText.McpCommandOrUrl, "name: a, command: x, url: 'https://example.com'", "name: a, command: x"),
        Mcp("", RuleText.McpTransportFits, "name: a, transport: http, command: x", "name: a, transport: stdio, command: x"),
        Mcp("", RuleText.McpArgsNeedCommand, "name: a, url: 'https://example.com', env: {A: b}", "name: a, command: x, env: {A: b}"),
        Mcp(
            "",
            RuleText.McpHeadersNeedUrl,
            "name: a, command: x, headers: {A: b}",
            "name: a, transport: sse, url: 'https://example.com', headers: {A: b}"
        ),
        Mcp(".name", RuleText.McpName, "name: a/b, command: x", "name: a_B-1, command: x"),
        CronTask(
            "spec.schedule",
            RuleText.ScheduleHasNoZone,
            "schedule: TZ=Europe/Berlin 0 9 * * *",
            "schedule: 0 9 * * *, timeZone: Europe/Berlin"
        ),
        CronTask("spec.schedule", RuleText.ScheduleHasNoEvery, "schedule: '@every 5m'", "schedule: '*/5 * * * *'"),
        CronTask("spec.schedule", RuleText.ScheduleForm, "schedule: 30 0 9 * * *", "schedule: ' 0 9  * * MON-FRI '"),
        CronTask(
            "spec.timeZone",
            RuleText.TimeZoneName,
            "schedule: '@daily', timeZone: ../../etc/passwd",
            "schedule: '@daily', timeZone: America/Port-au-Prince"
        ),
        new("KubeTaskConfig", "", RuleText.OnlyOneConfig, "{metadata: {name: other}, spec: {}}", "{metadata: {name: default}, spec: {}}"),
    ];

    private static RuleSample Mcp(string field, string message, string broken, string correct) =>
        new(
            "Context",
            $"spec.mcp.servers[0]{field}",
            message,
            $"spec: {{type: MCP, mcp: {{servers: [{{{broken}}}]}}}}",
            $"spec: {{type: MCP, mcp: {{servers: [{{{correct}}}]}}}}"
        );

    private static RuleSample Variable(string message, string broken) =>
        new(
            "Agent",
            "spec.credentials[0].env",
            message,
            Credentials($"{{name: token, secretRef: {{name: s, key: k}}, env: {broken}}}"),
            Credentials("{name: token, secretRef: {name: s, key: k}, env: TOKEN_1}")
        );

    private static string Credentials(string list) => $"spec: {{serviceAccountName: a, credentials: [{list}]}}";

    private static RuleSample CronTask(string field, string message, string breaks, string keeps) =>
        new(
            "CronTask",
            field,
            message,
            $"spec: {{{breaks}, taskTemplate: {{spec: {{description: x}}}}}}",
            $"spec: {{{keeps}, taskTemplate: {{spec: {{description: x}}}}}}"
        );

    /// <summary>The rules about a change: kind and message.</summary>
    public static IReadOnlyList<(string Kind, string Message)> OfChanges { get; } = [("Task", RuleText.SpecIsFixed)];

    /// <summary>Every rule of the definitions in a folder: the kind, the field with empty brackets for elements, and the message.</summary>
    public static IEnumerable<(string Kind, string Field, string Message)> RulesOf(string crds) =>
        Directory.GetFiles(crds, "*.yaml").SelectMany(f => RulesOf(YamlJson.ReadFile(f)!.AsObject()));

    /// <summary>Every rule of a definition.</summary>
    public static IEnumerable<(string Kind, string Field, string Message)> RulesOf(JsonObject crd) =>
        Rules(crd["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!.AsObject(), "")
            .Select(r => ((string)crd["spec"]!["names"]!["kind"]!, r.Field, r.Message));

    /// <summary>A field's path with empty brackets for elements.</summary>
    public static string Place(string field) => Index().Replace(field, "[]");

    private static IEnumerable<(string Field, string Message)> Rules(JsonObject schema, string path)
    {
        foreach (JsonNode? rule in schema["x-kubernetes-validations"]?.AsArray() ?? [])
            yield return (path, (string)rule!["message"]!);
        IEnumerable<(string, JsonObject)> children =
        [
            .. (schema["properties"]?.AsObject() ?? []).Select(p => (path.Length == 0 ? p.Key : $"{path}.{p.Key}", p.Value!.AsObject())),
            .. schema["items"] is JsonObject items ? [($"{path}[]", items)] : Array.Empty<(string, JsonObject)>(),
        ];
        foreach ((string Field, string Message) rule in children.SelectMany(c => Rules(c.Item2, c.Item1)))
            yield return rule;
    }

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Index();
}
