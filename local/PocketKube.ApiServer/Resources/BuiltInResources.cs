using System.Collections.Immutable;
using k8s.Models;

namespace PocketKube.ApiServer.Resources;

/// <summary>The kinds that the server knows without a CustomResourceDefinition.</summary>
internal static class BuiltInResources
{
    private static readonly ImmutableArray<string> s_read = ["get"];
    private static readonly ImmutableArray<string> s_write = ["get", "patch", "update"];
    private static readonly ImmutableArray<string> s_create = ["create"];

    public static ImmutableArray<ResourceDefinition> All { get; } =
    [
        Core("configmaps", "configmap", "ConfigMap", typeof(V1ConfigMap)) with
        {
            ShortNames = ["cm"],
        },
        Core("endpoints", "endpoints", "Endpoints", typeof(V1Endpoints)) with
        {
            ShortNames = ["ep"],
        },
        Core("events", "event", "Event", typeof(Corev1Event)) with
        {
            ShortNames = ["ev"],
        },
        Core("namespaces", "namespace", "Namespace", typeof(V1Namespace)) with
        {
            Namespaced = false,
            ShortNames = ["ns"],
            Verbs = ["create", "delete", "get", "list", "patch", "update", "watch"],
            Subresources = [new("finalize", "Namespace", ["update"]), Status("Namespace")],
        },
        Core("nodes", "node", "Node", typeof(V1Node)) with
        {
            Namespaced = false,
            ShortNames = ["no"],
            Subresources = [Status("Node")],
        },
        Core("pods", "pod", "Pod", typeof(V1Pod)) with
        {
            ShortNames = ["po"],
            Categories = ["all"],
            Subresources = [new("eviction", "Eviction", s_create, "policy", "v1"), new("log", "Pod", s_read), Status("Pod")],
        },
        Core("secrets", "secret", "Secret", typeof(V1Secret)),
        Core("serviceaccounts", "serviceaccount", "ServiceAccount", typeof(V1ServiceAccount)) with
        {
            ShortNames = ["sa"],
            Subresources = [new("token", "TokenRequest", s_create, "authentication.k8s.io", "v1")],
        },
        Core("services", "service", "Service", typeof(V1Service)) with
        {
            ShortNames = ["svc"],
            Categories = ["all"],
            Subresources = [Status("Service")],
        },
        new()
        {
            Group = "apps",
            Version = "v1",
            Plural = "deployments",
            Singular = "deployment",
            Kind = "Deployment",
            ListKind = "DeploymentList",
            Namespaced = true,
            ShortNames = ["deploy"],
            Categories = ["all"],
            Subresources = [new("scale", "Scale", s_write, "autoscaling", "v1"), Status("Deployment")],
            Model = typeof(V1Deployment),
        },
        new()
        {
            Group = "batch",
            Version = "v1",
            Plural = "jobs",
            Singular = "job",
            Kind = "Job",
            ListKind = "JobList",
            Namespaced = true,
            Categories = ["all"],
            Subresources = [Status("Job")],
            Model = typeof(V1Job),
        },
        new()
        {
            Group = "coordination.k8s.io",
            Version = "v1",
            Plural = "leases",
            Singular = "lease",
            Kind = "Lease",
            ListKind = "LeaseList",
            Namespaced = true,
            Model = typeof(V1Lease),
        },
        new()
        {
            Group = "apiextensions.k8s.io",
            Version = "v1",
            Plural = "customresourcedefinitions",
            Singular = "customresourcedefinition",
            Kind = "CustomResourceDefinition",
            ListKind = "CustomResourceDefinitionList",
            Namespaced = false,
            ShortNames = ["crd", "crds"],
            Categories = ["api-extensions"],
            Subresources = [Status("CustomResourceDefinition")],
            Model = typeof(V1CustomResourceDefinition),
        },
        Review("authentication.k8s.io", "tokenreviews", "TokenReview", typeof(V1TokenReview)),
        Review("authentication.k8s.io", "selfsubjectreviews", "SelfSubjectReview", typeof(V1SelfSubjectReview)),
        Review("authorization.k8s.io", "localsubjectaccessreviews", "LocalSubjectAccessReview", typeof(V1LocalSubjectAccessReview)) with
        {
            Namespaced = true,
        },
        Review("authorization.k8s.io", "selfsubjectaccessreviews", "SelfSubjectAccessReview", typeof(V1SelfSubjectAccessReview)),
        Review("authorization.k8s.io", "selfsubjectrulesreviews", "SelfSubjectRulesReview", typeof(V1SelfSubjectRulesReview)),
        Review("authorization.k8s.io", "subjectaccessreviews", "SubjectAccessReview", typeof(V1SubjectAccessReview)),
    ];

    public static SubresourceDefinition Status(string kind) => new("status", kind, s_write);

    private static ResourceDefinition Core(string plural, string singular, string kind, Type model) =>
        new()
        {
            Group = "",
            Version = "v1",
            Plural = plural,
            Singular = singular,
            Kind = kind,
            ListKind = kind + "List",
            Namespaced = true,
            Model = model,
        };

    private static ResourceDefinition Review(string group, string plural, string kind, Type model) =>
        new()
        {
            Group = group,
            Version = "v1",
            Plural = plural,
            Singular = kind.ToLowerInvariant(),
            Kind = kind,
            Namespaced = false,
            Verbs = s_create,
            Model = model,
        };
}
