using System.Net;
using System.Reflection;
using System.Text.Json.Nodes;
using Kubernetes.Yaml;
using KubeTask.Cli.Clusters;
using KubeTask.Core.Api;
using KubeTask.Kubernetes.Api;

namespace KubeTask.Cli.Doctor;

/// <summary>A right on a resource.</summary>
/// <param name="Verb">Such as list.</param>
/// <param name="Group">The API group; empty for the core group.</param>
/// <param name="Resource">Such as pods, or pods/log.</param>
/// <param name="Namespace">The namespace, or null for all.</param>
/// <param name="Name">The one object, or null for all.</param>
internal sealed record Right(string Verb, string Group, string Resource, string? Namespace, string? Name = null)
{
    public override string ToString() => $"{Verb} {Resource}{(Group.Length > 0 ? "." + Group : "")}";
}

/// <summary>Asks the API server who may do what.</summary>
internal static class AccessCheck
{
    private const string Reviews = "apis/authorization.k8s.io/v1";

    /// <summary>What the commands of this program need, by kind.</summary>
    private static readonly (string Group, string Resource, string[] Verbs, string For)[] s_own =
    [
        (KubeTaskApi.Group, "tasks", ["get", "list", "watch", "create", "patch"], "run, list, top, stop and retry"),
        (KubeTaskApi.Group, "crontasks", ["get", "list", "watch", "patch"], "trigger, suspend and resume"),
        (KubeTaskApi.Group, "agents", ["get", "list"], "describe and render"),
        (KubeTaskApi.Group, "contexts", ["get", "list"], "render"),
        ("", "configmaps", ["get"], "render, for Contexts of type ConfigMap"),
        ("", "pods", ["list", "watch"], "logs"),
        ("", "pods/log", ["get"], "logs"),
        ("", "events", ["list"], "describe"),
    ];

    /// <summary>The user's own rights in a namespace: one finding for each kind of object.</summary>
    public static async Task<IEnumerable<Finding>> OwnAsync(Cluster cluster, string ns, CancellationToken cancellationToken) =>
        await Task.WhenAll(
            s_own.Select(async o =>
            {
                string topic = $"rights on {o.Resource}";
                Right[] missing = await MissingAsync(
                    cluster,
                    null,
                    [.. o.Verbs.Select(v => new Right(v, o.Group, o.Resource, ns))],
                    cancellationToken
                );
                return missing.Length == 0
                    ? Finding.Ok(topic, $"you may {string.Join(", ", o.Verbs)} in namespace {ns}")
                    : Finding.Note(
                        topic,
                        $"you may not {string.Join(", ", missing.Select(m => m.Verb))} in namespace {ns}, which {o.For} "
                            + "need; ask for the role "
                            + "edit there"
                    );
            })
        );

    /// <summary>The rights of KubeTask's own ServiceAccounts, as the chart gives them.</summary>
    /// <param name="cluster">The API server.</param>
    /// <param name="part">scaler or functions.</param>
    /// <param name="ns">The release namespace.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    public static async Task<Finding> OfPartAsync(Cluster cluster, string part, string ns, CancellationToken cancellationToken)
    {
        string account = $"kubetask-{part}";
        string topic = $"rights of {part}";
        List<Right> rights = [.. RightsOf(part, null)];
        if (part == "scaler")
            rights.AddRange(RightsOf("scaler-release-namespace", ns));
        try
        {
            Right[] missing = await MissingAsync(cluster, $"system:serviceaccount:{ns}:{account}", rights, cancellationToken);
            return missing.Length == 0
                ? Finding.Ok(topic, $"ServiceAccount {account} has the {rights.Count} rights of the chart")
                : Finding.Wrong(
                    topic,
                    $"ServiceAccount {account} in namespace {ns} may not {string.Join(", ", missing.Take(3))}"
                        + $"{(missing.Length > 3 ? $" and {missing.Length - 3} more" : "")}; install the chart with rbac.create=true"
                );
        }
        catch (ApiException e) when (e.Error.Code == HttpStatusCode.Forbidden)
        {
            return Finding.Unknown(topic, "you have no right to ask (create subjectaccessreviews); an administrator has");
        }
    }

    /// <summary>The rights in a file of the chart.</summary>
    internal static IEnumerable<Right> RightsOf(string file, string? ns)
    {
        string resource = $"rbac/{file}.yaml";
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"{resource} isn't part of the program");
        using var text = new StreamReader(stream);
        return
        [
            .. from rule in ((JsonArray)YamlJson.Read(text)[0]).OfType<JsonObject>()
            from verb in Words(rule, "verbs")
            from groupName in Words(rule, "apiGroups")
            from kind in Words(rule, "resources")
            from name in rule["resourceNames"] is null ? [null] : Words(rule, "resourceNames")
            select new Right(verb!, groupName!, kind!, ns, name),
        ];
    }

    private static IEnumerable<string?> Words(JsonObject rule, string name) => ((JsonArray)rule[name]!).Select(w => (string?)w);

    /// <summary>Those of the rights that a user, or the caller, doesn't have.</summary>
    private static async Task<Right[]> MissingAsync(
        Cluster cluster,
        string? user,
        IReadOnlyList<Right> rights,
        CancellationToken cancellationToken
    )
    {
        bool[] allowed = await Task.WhenAll(rights.Select(r => IsAllowedAsync(cluster, user, r, cancellationToken)));
        return [.. rights.Where((_, i) => !allowed[i])];
    }

    private static async Task<bool> IsAllowedAsync(Cluster cluster, string? user, Right right, CancellationToken cancellationToken)
    {
        string[] resource = right.Resource.Split('/', 2);
        var attributes = new JsonObject
        {
            ["verb"] = right.Verb,
            ["group"] = right.Group,
            ["resource"] = resource[0],
        };
        if (resource.Length == 2)
            attributes["subresource"] = resource[1];
        if (right.Namespace is not null)
            attributes["namespace"] = right.Namespace;
        if (right.Name is not null)
            attributes["name"] = right.Name;
        var spec = new JsonObject { ["resourceAttributes"] = attributes };
        if (user is not null)
        {
            spec["user"] = user;
            // As the API server itself sees a ServiceAccount.
            spec["groups"] = new JsonArray(
                "system:serviceaccounts",
                $"system:serviceaccounts:{user.Split(':')[2]}",
                "system:authenticated"
            );
        }

        string kind = user is null ? "SelfSubjectAccessReview" : "SubjectAccessReview";
        JsonObject answer = await cluster.CreateAsync(
            $"{Reviews}/{kind.ToLowerInvariant()}s",
            new JsonObject
            {
                ["apiVersion"] = "authorization.k8s.io/v1",
                ["kind"] = kind,
                ["spec"] = spec,
            },
            cancellationToken
        );
        return (bool?)answer["status"]?["allowed"] ?? false;
    }
}
