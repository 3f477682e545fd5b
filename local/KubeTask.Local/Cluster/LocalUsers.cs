using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kubernetes.Yaml;
using KubeTask.Core.Api;
using PocketKube.ApiServer.Auth;

namespace KubeTask.Local.Cluster;

/// <summary>Who uses the local cluster. Functions and scaler have the rights that the chart gives them, and no more.</summary>
public static class LocalUsers
{
    public const string Admin = "admin";

    /// <summary>May look at everything that the console shows, in every namespace, and change nothing.</summary>
    public const string Viewer = "local-viewer";

    /// <summary>May look at the same in <see cref="GuestNamespace"/>, and knows of no other namespace.</summary>
    public const string Guest = "local-guest";

    /// <summary>Where the guest may look.</summary>
    public const string GuestNamespace = "default";
    public const string Node = "system:node:local";
    public const string Keda = "system:serviceaccount:keda:keda-operator";
    public const string Functions = $"system:serviceaccount:{KubeTaskApi.DefaultReleaseNamespace}:kubetask-functions";
    public const string Scaler = $"system:serviceaccount:{KubeTaskApi.DefaultReleaseNamespace}:kubetask-scaler";

    public static ImmutableArray<ApiUser> All(RepositoryLayout layout) =>
        [
            new(Admin, Token(), [PolicyRule.All]) { Groups = ["system:masters"] },
            new(Viewer, Token(), Looks()),
            new(Guest, Token(), Looks(GuestNamespace)),
            new(Node, Token(), [PolicyRule.All]),
            new(
                Keda,
                Token(),
                [
                    new PolicyRule
                    {
                        Verbs = ["*"],
                        ApiGroups = ["apps"],
                        Resources = ["deployments", "deployments/status", "deployments/scale"],
                    },
                    new PolicyRule
                    {
                        Verbs = ["create"],
                        ApiGroups = [""],
                        Resources = ["events"],
                    },
                ]
            ),
            new(Functions, Token(), Read(layout.Rights("functions"))),
            new(
                Scaler,
                Token(),
                [.. Read(layout.Rights("scaler")), .. Read(layout.Rights("scaler-release-namespace"), KubeTaskApi.DefaultReleaseNamespace)]
            ),
        ];

    /// <summary>What the cluster role <c>view</c> has of what the console shows, bound in the whole cluster or in one namespace.</summary>
    private static ImmutableArray<PolicyRule> Looks(params string[] namespaces) =>
        [
            Look("kubetask.io", ["tasks", "crontasks", "agents", "contexts", "kubetaskconfigs"], namespaces),
            Look("", ["pods", "pods/log", "events", "configmaps", "namespaces"], namespaces),
            Look("apps", ["deployments"], namespaces),
            Look("batch", ["jobs"], namespaces),
        ];

    private static PolicyRule Look(string group, ImmutableArray<string> resources, string[] namespaces) =>
        new()
        {
            Verbs = ["get", "list", "watch"],
            ApiGroups = [group],
            Resources = resources,
            Namespaces = [.. namespaces],
        };

    /// <summary>Reads RBAC rules from a list in a YAML file, bound in the whole cluster or in some namespaces.</summary>
    /// <exception cref="InvalidDataException">The file isn't such a list.</exception>
    private static ImmutableArray<PolicyRule> Read(string file, params string[] namespaces)
    {
        try
        {
            using var text = new StreamReader(file);
            return
            [
                .. YamlJson
                    .Read(text)
                    .Single()
                    .AsArray()
                    .Select(rule => new PolicyRule
                    {
                        Verbs = Words(rule!, "verbs"),
                        ApiGroups = Words(rule!, "apiGroups"),
                        Resources = Words(rule!, "resources"),
                        ResourceNames = rule!["resourceNames"] is null ? [] : Words(rule, "resourceNames"),
                        Namespaces = [.. namespaces],
                    }),
            ];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException)
        {
            throw new InvalidDataException($"{file}: not a list of RBAC rules (verbs, apiGroups, resources): {e.Message}", e);
        }
    }

    private static ImmutableArray<string> Words(JsonNode rule, string name) => [.. rule[name]!.AsArray().Select(w => (string)w!)];

    private static string Token() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
}
