using System.Collections.Immutable;
using PocketKube.ApiServer.Auth;

namespace KubeTask.Functions.Tests;

/// <summary>People and programs that submit Tasks over HTTP, with their rights on the API server.</summary>
internal static class Callers
{
    /// <summary>May create, read, watch and stop Tasks and read logs, in every namespace.</summary>
    public const string Submitter = "canary-token-of-the-submitter";

    /// <summary>May do the same, in the namespace <c>alice</c> only.</summary>
    public const string Alice = "canary-token-of-alice";

    /// <summary>May create and read Tasks, but not watch or list them.</summary>
    public const string Plain = "canary-token-of-the-plain-one";

    /// <summary>May read Tasks, pods and logs, but not watch them.</summary>
    public const string Reader = "canary-token-of-the-reader";

    /// <summary>May read Tasks, and the namespaces that they are in.</summary>
    public const string Overseer = "canary-token-of-the-overseer";

    /// <summary>May do everything that the console does, in every namespace.</summary>
    public const string Viewer = "canary-token-of-the-viewer";

    /// <summary>May read the Deployment of the functions.</summary>
    public const string Keeper = "canary-token-of-the-keeper";

    public static readonly ImmutableArray<ApiUser> All =
    [
        new("submitter", Submitter, Rules([])),
        new("alice", Alice, Rules(["alice"])),
        new(
            "plain",
            Plain,
            [
                new PolicyRule
                {
                    Verbs = ["create", "get"],
                    ApiGroups = ["kubetask.io"],
                    Resources = ["tasks"],
                },
            ]
        ),
        new(
            "reader",
            Reader,
            [
                new PolicyRule
                {
                    Verbs = ["get", "list"],
                    ApiGroups = ["kubetask.io", ""],
                    Resources = ["tasks", "pods", "pods/log"],
                },
            ]
        ),
        new(
            "overseer",
            Overseer,
            [
                .. Rules([]),
                new PolicyRule
                {
                    Verbs = ["get"],
                    ApiGroups = [""],
                    Resources = ["namespaces"],
                },
            ]
        ),
        new(
            "viewer",
            Viewer,
            [
                .. Rules([]),
                new PolicyRule
                {
                    Verbs = ["get", "list", "watch", "patch"],
                    ApiGroups = ["kubetask.io"],
                    Resources = ["crontasks", "agents", "contexts"],
                },
                new PolicyRule
                {
                    Verbs = ["get", "list", "watch"],
                    ApiGroups = [""],
                    Resources = ["events", "namespaces", "configmaps"],
                },
            ]
        ),
        new(
            "keeper",
            Keeper,
            [
                new PolicyRule
                {
                    Verbs = ["get"],
                    ApiGroups = ["apps"],
                    Resources = ["deployments"],
                },
            ]
        ),
        new("system:serviceaccount:robots:first", null, Rules([])),
        new("system:serviceaccount:robots:second", null, Rules([])),
    ];

    private static ImmutableArray<PolicyRule> Rules(ImmutableArray<string> namespaces) =>
        [
            new()
            {
                Verbs = ["create", "get", "list", "watch", "patch"],
                ApiGroups = ["kubetask.io"],
                Resources = ["tasks"],
                Namespaces = namespaces,
            },
            new()
            {
                Verbs = ["get", "list", "watch"],
                ApiGroups = [""],
                Resources = ["pods", "pods/log"],
                Namespaces = namespaces,
            },
        ];
}
