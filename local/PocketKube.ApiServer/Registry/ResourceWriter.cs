using System.Text.Json.Nodes;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Kinds;
using PocketKube.ApiServer.Resources;
using PocketKube.ApiServer.Storage;

namespace PocketKube.ApiServer.Registry;

/// <summary>Writes objects as the generic registry of a real server does.</summary>
internal sealed class ResourceWriter(ObjectStore store, ObjectIntake intake, RulesOfKinds rules, ObjectNames names, TimeProvider time)
{
    private readonly ResourceCreator _creator = new(store, intake, rules, names, time);
    private readonly ResourceUpdater _updater = new(store, intake, rules);

    /// <summary>Creates an object from a body, which belongs to the writer from here on.</summary>
    /// <exception cref="StatusException">Any of the reasons for which a create can fail.</exception>
    public StoredObject Create(ResourceDefinition resource, string ns, JsonNode? body, WriteOptions options) =>
        _creator.Create(resource, ns, body, options);

    /// <summary>
    /// Replaces an object by what <paramref name="change"/> makes of a copy of it. Another writer may win the race: then the update starts
    /// again from the newer object, unless the change carries a resourceVersion, which makes it fail with a conflict.
    /// </summary>
    /// <exception cref="StatusException">Any of the reasons for which an update can fail.</exception>
    public StoredObject Update(
        ResourceDefinition resource,
        string ns,
        string name,
        string subresource,
        Func<JsonObject, JsonNode?> change,
        WriteOptions options
    ) => _updater.Update(resource, ns, name, subresource, change, options);
}
