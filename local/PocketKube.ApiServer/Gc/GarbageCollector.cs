using System.Text.Json.Nodes;
using System.Threading.Channels;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Registry;
using PocketKube.ApiServer.Resources;
using PocketKube.ApiServer.Storage;

namespace PocketKube.ApiServer.Gc;

/// <summary>
/// What the controller manager's garbage collector and namespace controller do: dependents are deleted after their owners,
/// foreground and orphan deletions finish, and a terminating namespace is deleted once it is empty.
/// </summary>
internal sealed class GarbageCollector(
    ObjectStore store,
    ResourceRegistry registry,
    ResourceWriter writer,
    ResourceRemover remover,
    ILogger logger
) : IAsyncDisposable
{
    private readonly Channel<(string Resource, StoreEvent Change)> _changes = Channel.CreateUnbounded<(string, StoreEvent)>(
        new UnboundedChannelOptions { SingleReader = true }
    );

    private readonly DependentIndex _dependents = new();
    private Task _loop = Task.CompletedTask;

    public void Start()
    {
        store.Changed += Enqueue;
        _loop = Task.Run(RunAsync);
    }

    public async ValueTask DisposeAsync()
    {
        store.Changed -= Enqueue;
        _ = _changes.Writer.TryComplete();
        await _loop;
    }

    private void Enqueue(string resource, StoreEvent change)
    {
        if (resource == "namespaces" && change.Type == StoreEventType.Added)
        {
            // Before the creator is answered, so that a pod can be made in the namespace at once.
            CreateServiceAccount(change.Object.Name);
        }

        _ = _changes.Writer.TryWrite((resource, change));
    }

    private async Task RunAsync()
    {
        await foreach ((string? resource, StoreEvent? change) in _changes.Reader.ReadAllAsync())
        {
            try
            {
                Handle(resource, change);
            }
            catch (StatusException e)
            {
                // The object changed meanwhile and will cause an event, or can't be collected. Go on with the others.
                logger.LogDebug(e, "collecting after a change of {Resource} {Name}", resource, change.Object.Name);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                logger.LogError(e, "collecting after a change of {Resource} {Name} failed", resource, change.Object.Name);
            }
        }
    }

    private void Handle(string resource, StoreEvent change)
    {
        _dependents.Apply(resource, change);
        StoredObject changed = change.Object;
        if (change.Type == StoreEventType.Deleted)
        {
            foreach (ObjectKey dependent in _dependents.Of(changed.Uid))
                Collect(dependent);

            AdvanceOwners(changed);
            AdvanceNamespace(changed.Namespace);
            return;
        }

        if (!changed.Owners.IsEmpty && change.Previous?.Owners.SequenceEqual(changed.Owners) != true)
            Collect(new(resource, changed.Namespace, changed.Name));

        if (changed.IsDeleting)
            Advance(resource, changed);
    }

    /// <summary>Deletes a dependent without living owners, or takes the dead ones off it.</summary>
    private void Collect(ObjectKey key)
    {
        if (
            registry.FindStored(key.Resource) is not { } definition
            || store.Get(key.Resource, key.Namespace, key.Name) is not { } dependent
            || dependent.Owners.IsEmpty
        )
        {
            return;
        }

        // An owner of a kind that isn't served can't be known to be gone.
        var dead = dependent
            .Owners.Where(o => !store.HasUid(o.Uid) && registry.FindKind(o.ApiVersion, o.Kind) is not null)
            .Select(o => o.Uid)
            .ToHashSet(StringComparer.Ordinal);
        if (dead.Count == 0)
            return;

        if (dead.Count == dependent.Owners.Length)
        {
            if (!dependent.IsDeleting)
                _ = remover.Delete(definition, key.Namespace, key.Name, DeleteOptions.Background with { Uid = dependent.Uid });

            return;
        }

        RemoveOwners(definition, dependent, dead);
    }

    private void AdvanceOwners(StoredObject dependent)
    {
        foreach (OwnerReference owner in dependent.Owners)
        {
            if (
                registry.FindKind(owner.ApiVersion, owner.Kind) is { } definition
                && store.Get(definition.QualifiedResource, definition.Namespaced ? dependent.Namespace : "", owner.Name)
                    is { IsDeleting: true } found
                && found.Uid == owner.Uid
            )
            {
                Advance(definition.QualifiedResource, found);
            }
        }
    }

    /// <summary>Advances a deletion by one step.</summary>
    private void Advance(string resource, StoredObject deleting)
    {
        if (resource == "namespaces")
        {
            AdvanceNamespace(deleting.Name);
            return;
        }

        if (registry.FindStored(resource) is not { } definition)
            return;

        if (deleting.HasFinalizer(ResourceRemover.Orphan))
        {
            foreach ((ResourceDefinition Definition, StoredObject Object) dependent in Living(deleting))
                RemoveOwners(dependent.Definition, dependent.Object, [deleting.Uid]);

            RemoveFinalizer(definition, deleting, ResourceRemover.Orphan);
        }
        else if (deleting.HasFinalizer(ResourceRemover.Foreground))
        {
            foreach ((ResourceDefinition Definition, StoredObject Object) dependent in Living(deleting).Where(d => !d.Object.IsDeleting))
            {
                // In the foreground too, but only where it has dependents of its own to wait for.
                string policy = Living(dependent.Object).Count > 0 ? "Foreground" : "Background";
                _ = remover.Delete(
                    dependent.Definition,
                    dependent.Object.Namespace,
                    dependent.Object.Name,
                    new DeleteOptions { PropagationPolicy = policy, Uid = dependent.Object.Uid }
                );
            }

            if (!Living(deleting).Any(d => d.Object.Owners.Any(o => o.Uid == deleting.Uid && o.BlockOwnerDeletion)))
                RemoveFinalizer(definition, deleting, ResourceRemover.Foreground);
        }
    }

    private List<(ResourceDefinition Definition, StoredObject Object)> Living(StoredObject owner)
    {
        var living = new List<(ResourceDefinition, StoredObject)>();
        foreach (ObjectKey key in _dependents.Of(owner.Uid))
        {
            if (
                registry.FindStored(key.Resource) is { } definition
                && store.Get(key.Resource, key.Namespace, key.Name) is { } dependent
                && dependent.Owners.Any(o => o.Uid == owner.Uid)
            )
            {
                living.Add((definition, dependent));
            }
        }

        return living;
    }

    private void RemoveOwners(ResourceDefinition definition, StoredObject dependent, HashSet<string> owners) =>
        _ = writer.Update(
            definition,
            dependent.Namespace,
            dependent.Name,
            subresource: "",
            value => Without(value, "ownerReferences", o => owners.Contains(o.Text("uid") ?? "")),
            new WriteOptions(DryRun: false, "Ignore")
        );

    private void RemoveFinalizer(ResourceDefinition definition, StoredObject deleting, string finalizer) =>
        _ = writer.Update(
            definition,
            deleting.Namespace,
            deleting.Name,
            subresource: "",
            value => Without(value, "finalizers", f => f.AsText() == finalizer),
            new WriteOptions(DryRun: false, "Ignore")
        );

    private static JsonObject Without(JsonObject value, string field, Func<JsonNode?, bool> goes)
    {
        JsonObject metadata = value.Ensure("metadata");
        JsonNode?[] kept = [.. (metadata.Array(field) ?? []).Where(i => !goes(i)).Select(i => i?.DeepClone())];
        if (kept.Length == 0)
        {
            _ = metadata.Remove(field);
        }
        else
        {
            metadata[field] = new JsonArray(kept);
        }

        return value;
    }

    private void AdvanceNamespace(string name)
    {
        if (name.Length == 0 || store.Get("namespaces", "", name) is not { IsDeleting: true } found)
            return;

        int left = 0;
        foreach ((string? resource, StoredObject? content) in store.ReadAll().Where(o => o.Object.Namespace == name))
        {
            left++;
            if (!content.IsDeleting && registry.FindStored(resource) is { } definition)
            {
                ResourceRemover.Outcome outcome = remover.Delete(
                    definition,
                    name,
                    content.Name,
                    DeleteOptions.Background with
                    {
                        Uid = content.Uid,
                    }
                );
                left -= outcome.Gone ? 1 : 0;
            }
        }

        if (left == 0)
            _ = store.Delete("namespaces", found);
    }

    private void CreateServiceAccount(string ns)
    {
        ResourceDefinition definition = registry.Find("", "v1", "serviceaccounts")!;
        if (store.Get("serviceaccounts", ns, "default") is null)
        {
            _ = writer.Create(
                definition,
                ns,
                new JsonObject { ["metadata"] = new JsonObject { ["name"] = "default" } },
                new WriteOptions(DryRun: false, "Ignore")
            );
        }
    }
}
