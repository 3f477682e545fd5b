using System.Collections.Frozen;
using KubeTask.Local.ApiServer.Crd;
using KubeTask.Local.ApiServer.Resources;

namespace KubeTask.Local.ApiServer.Validation;

/// <summary>The rules of each kind.</summary>
internal sealed class RulesOfKinds(ObjectSchemas schemas)
{
    private readonly FrozenDictionary<string, ObjectRules> _builtIn = new Dictionary<string, ObjectRules>(StringComparer.Ordinal)
    {
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public ObjectRules Of(ResourceDefinition resource) => resource.IsCustom
        ? new CustomResourceRules(schemas.Of(resource))
        : _builtIn.GetValueOrDefault(resource.QualifiedResource, ObjectRules.None);
}
