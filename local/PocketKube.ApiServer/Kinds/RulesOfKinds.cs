using System.Collections.Frozen;
using PocketKube.ApiServer.Crd;
using PocketKube.ApiServer.Resources;
using PocketKube.ApiServer.Validation;

namespace PocketKube.ApiServer.Kinds;

/// <summary>The rules of each kind.</summary>
internal sealed class RulesOfKinds(ObjectSchemas schemas, TimeProvider time, bool oldJobs)
{
    private readonly FrozenDictionary<string, ObjectRules> _builtIn = new Dictionary<string, ObjectRules>(StringComparer.Ordinal)
    {
        ["configmaps"] = new KeyValueRules(secret: false),
        ["secrets"] = new KeyValueRules(secret: true),
        ["events"] = new EventRules(),
        ["namespaces"] = new NamespaceRules(),
        ["pods"] = new PodRules(),
        ["jobs.batch"] = new JobRules(oldJobs),
        ["deployments.apps"] = new DeploymentRules(),
        ["customresourcedefinitions.apiextensions.k8s.io"] = new DefinitionRules(time),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public ObjectRules Of(ResourceDefinition resource) =>
        resource.IsCustom
            ? new CustomResourceRules(schemas.Of(resource))
            : _builtIn.GetValueOrDefault(resource.QualifiedResource, ObjectRules.None);
}
