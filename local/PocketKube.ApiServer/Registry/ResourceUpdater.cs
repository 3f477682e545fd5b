using System.Globalization;
using System.Text.Json.Nodes;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Kinds;
using PocketKube.ApiServer.Resources;
using PocketKube.ApiServer.Storage;
using PocketKube.ApiServer.Validation;

namespace PocketKube.ApiServer.Registry;

/// <summary>Updates objects, as the generic registry of a real server does.</summary>
internal sealed class ResourceUpdater(ObjectStore store, ObjectIntake intake, RulesOfKinds rules)
{
    /// <inheritdoc cref="ResourceWriter.Update"/>
    public StoredObject Update(
        ResourceDefinition resource,
        string ns,
        string name,
        string subresource,
        Func<JsonObject, JsonNode?> change,
        WriteOptions options
    )
    {
        while (true)
        {
            StoredObject current = store.Get(resource.QualifiedResource, ns, name) ?? throw Missing(resource, name, change, options);
            JsonObject next = Take(resource, change(current.Copy()), options);
            JsonObject metadata = next.Ensure("metadata");
            WriteRules.PlaceInNamespace(resource, ns, metadata);
            UpdateIdentity.Check(resource, current, metadata, subresource, options);
            CarryOver(
                current,
                next,
                subresource.Length > 0 ? subresource
                    : resource.HasStatus ? ""
                    : "whole",
                resource
            );
            if (subresource.Length == 0)
                rules.Of(resource).PrepareForUpdate(next, current.Value);

            Validate(resource, next, current);
            BumpGeneration(resource, current, next);
            if (!next.Ensure("metadata").ContainsKey("resourceVersion"))
                next.Ensure("metadata")["resourceVersion"] = current.Revision.ToString(CultureInfo.InvariantCulture);

            if (JsonNode.DeepEquals(next, current.Value))
            {
                // A write that changes nothing causes no event and answers with the stored object.
                return current;
            }

            WriteRules.CheckSize(next);
            if (options.DryRun)
                return new StoredObject(next, current.Revision);

            if (IsFinished(next))
            {
                if (store.Delete(resource.QualifiedResource, current, next))
                    return new StoredObject(next, current.Revision);
            }
            else if (store.Update(resource.QualifiedResource, current, next) is { } updated)
            {
                return updated;
            }
        }
    }

    private JsonObject Take(ResourceDefinition resource, JsonNode? value, WriteOptions options)
    {
        try
        {
            return intake.Take(resource, value, options);
        }
        catch (StatusException e) when (options.IsPatch && e.Undecodable is { } why)
        {
            // The patch could be applied, but its result is not an object of the kind.
            throw Failures.Invalid("", "", "", [FieldError.Invalid("patch", JsonValue.Create(value?.ToJsonString() ?? ""), why)]);
        }
    }

    private static StatusException Missing(
        ResourceDefinition resource,
        string name,
        Func<JsonObject, JsonNode?> change,
        WriteOptions options
    ) =>
        !options.IsPatch && change([]).Object("metadata").Text("uid") is { Length: > 0 } uid
            ? Failures.Conflict(resource, name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: ")
            : Failures.NotFound(resource, name);

    /// <summary>Restores the fields that this kind of write can't change.</summary>
    private static void CarryOver(StoredObject current, JsonObject next, string scope, ResourceDefinition resource)
    {
        if (scope == "status")
        {
            foreach ((string field, JsonNode? _) in next.ToArray())
            {
                if (field is not ("status" or "metadata" or "kind" or "apiVersion"))
                    _ = next.Remove(field);
            }

            foreach ((string? field, JsonNode? value) in current.Value)
            {
                if (field is not ("status" or "metadata"))
                    next[field] = value?.DeepClone();
            }

            if (resource.IsCustom)
            {
                // A write to a custom resource's status ignores all metadata.
                next["metadata"] = current.Metadata.DeepClone();
            }
        }
        else if (scope.Length == 0)
        {
            _ = next.Remove("status");
            if (current.Value["status"] is { } status)
                next["status"] = status.DeepClone();
        }

        JsonObject metadata = next.Ensure("metadata");
        foreach (
            string field in (string[])
                ["uid", "creationTimestamp", "generation", "deletionTimestamp", "deletionGracePeriodSeconds", "generateName"]
        )
        {
            _ = metadata.Remove(field);
            if (current.Metadata[field] is { } kept)
                metadata[field] = kept.DeepClone();
        }
    }

    private static void BumpGeneration(ResourceDefinition resource, StoredObject current, JsonObject next)
    {
        if (!WriteRules.HasGeneration(resource) || current.Metadata.Number("generation") is not { } generation)
            return;

        IEnumerable<string> fields = next.Select(p => p.Key).Union(current.Value.Select(p => p.Key), StringComparer.Ordinal);
        if (
            fields.Any(f =>
                f is not ("metadata" or "kind" or "apiVersion")
                && (f != "status" || !resource.HasStatus)
                && !JsonNode.DeepEquals(next[f], current.Value[f])
            )
        )
        {
            next.Ensure("metadata")["generation"] = generation + 1;
        }
    }

    /// <summary>Whether the last finalizer of a terminating object was removed.</summary>
    private static bool IsFinished(JsonObject value)
    {
        JsonObject? metadata = value.Object("metadata");
        return metadata.Text("deletionTimestamp") is not null
            && metadata.Array("finalizers") is not { Count: > 0 }
            && (metadata.Number("deletionGracePeriodSeconds") ?? 0) == 0
            && value.Text("kind") != "Namespace";
    }

    private void Validate(ResourceDefinition resource, JsonObject next, StoredObject current)
    {
        var errors = new List<FieldError>();
        MetadataRules.Validate(resource, next, errors);
        if (current.IsDeleting)
        {
            string[] added =
            [
                .. (next.Object("metadata").Array("finalizers") ?? []).Select(f => f.AsText() ?? "").Where(f => !current.HasFinalizer(f)),
            ];
            if (added.Length > 0)
            {
                errors.Add(
                    FieldError.Forbidden(
                        "metadata.finalizers",
                        "no new finalizers can be added if the object is being deleted, found new finalizers "
                            + $"[]string{{{string.Join(", ", added.Select(GoValue.Quote))}}}"
                    )
                );
            }
        }

        rules.Of(resource).Validate(next, errors);
        rules.Of(resource).ValidateUpdate(next, current.Value, errors);
        if (errors.Count > 0)
            throw Failures.Invalid(resource, current.Name, errors);
    }
}
