using System.Globalization;
using System.Text.Json.Nodes;
using PocketKube.ApiServer.Resources;
using PocketKube.ApiServer.Storage;
using PocketKube.ApiServer.Validation;

namespace PocketKube.ApiServer.Rest;

/// <summary>Creates and updates objects as the generic registry of a real server does.</summary>
internal sealed class ResourceWriter(ObjectStore store, ObjectIntake intake, RulesOfKinds rules, ObjectNames names, TimeProvider time)
{
    /// <summary>etcd's limit on one object.</summary>
    public const int ObjectLimit = 1536 * 1024;

    private const int NameAttempts = 8;

    /// <summary>Kinds without a generation in their metadata.</summary>
    private static readonly HashSet<string> s_noGeneration = new(StringComparer.Ordinal)
    {
        "configmaps",
        "secrets",
        "events",
        "serviceaccounts",
        "services",
        "endpoints",
        "namespaces",
        "nodes",
        "pods",
        "leases.coordination.k8s.io",
    };

    /// <summary>Creates an object of a body, which belongs to the writer from here on.</summary>
    /// <exception cref="StatusException">Any of the reasons for which a create can fail.</exception>
    public StoredObject Create(ResourceDefinition resource, string @namespace, JsonNode? body, WriteOptions options)
    {
        JsonObject value = intake.Take(resource, body, options);
        JsonObject metadata = value.Ensure("metadata");
        PlaceInNamespace(resource, @namespace, metadata);
        RequireNamespace(resource, @namespace, metadata.Text("name") ?? "");
        if (!string.IsNullOrEmpty(metadata.Text("resourceVersion")))
            throw Failures.BadRequest("resourceVersion should not be set on objects to be created");

        foreach (string ours in (string[])["resourceVersion", "generation", "deletionTimestamp", "deletionGracePeriodSeconds"])
            _ = metadata.Remove(ours);

        metadata["uid"] = names.NewUid();
        metadata["creationTimestamp"] = Now();
        if (!s_noGeneration.Contains(resource.QualifiedResource))
            metadata["generation"] = 1;

        if (resource.HasStatus)
        {
            _ = value.Remove("status");
            rules.Of(resource).Default(value);
        }

        string generate = metadata.Text("generateName") ?? "";
        bool generated = string.IsNullOrEmpty(metadata.Text("name")) && generate.Length > 0;
        for (int attempt = 1; ; attempt++)
        {
            if (generated)
                metadata["name"] = names.Generate(generate);

            if (attempt == 1)
            {
                PrepareAndValidate(resource, value);
                RequireServiceAccount(resource, value);
            }

            string name = metadata.Text("name")!;
            if (options.DryRun)
            {
                return store.Get(resource.QualifiedResource, @namespace, name) is { } there
                    ? throw Failures.AlreadyExists(resource, name, there.IsDeleting)
                    : StoredObject.Unstored(value);
            }

            // The value belongs to the store when this succeeds, so nothing touches it afterwards.
            if (store.Create(resource.QualifiedResource, value) is { } created)
                return created;

            if (!generated || attempt == NameAttempts)
            {
                throw Failures.AlreadyExists(resource, name, store.Get(resource.QualifiedResource, @namespace, name)?.IsDeleting ?? false);
            }
        }
    }

    /// <summary>
    /// Changes an object by what <paramref name="change"/> makes of a copy of it, again and again while others win the race
    /// (unless the change carries a resourceVersion: then the loser is told).
    /// </summary>
    /// <exception cref="StatusException">Any of the reasons for which an update can fail.</exception>
    public StoredObject Update(
        ResourceDefinition resource,
        string @namespace,
        string name,
        string subresource,
        Func<JsonObject, JsonNode?> change,
        WriteOptions options
    )
    {
        while (true)
        {
            StoredObject current = store.Get(resource.QualifiedResource, @namespace, name)
                ?? throw Missing(resource, name, change, options);
            JsonObject next = Take(resource, change(current.Copy()), options);
            JsonObject metadata = next.Ensure("metadata");
            PlaceInNamespace(resource, @namespace, metadata);
            CheckIdentity(resource, current, metadata, subresource, options);
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
                // A write that changes nothing makes no event, and answers with what is there.
                return current;
            }

            CheckSize(next);
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

    public JsonNode Now() => time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static void PlaceInNamespace(ResourceDefinition resource, string @namespace, JsonObject metadata)
    {
        string given = metadata.Text("namespace") ?? "";
        if (!resource.Namespaced)
        {
            _ = metadata.Remove("namespace");
            return;
        }

        if (given.Length > 0 && given != @namespace)
            throw Failures.BadRequest($"the namespace of the provided object does not match the namespace sent on the request");

        metadata["namespace"] = @namespace;
    }

    private void RequireNamespace(ResourceDefinition resource, string @namespace, string name)
    {
        if (!resource.Namespaced)
            return;

        StoredObject found = store.Get("namespaces", "", @namespace) ?? throw Failures.NotFound("", "namespaces", @namespace);
        if (found.IsDeleting)
        {
            JsonObject details = Failures.Details(name, resource.Group, resource.Plural);
            details["causes"] = new JsonArray(
                new JsonObject
                {
                    ["reason"] = "NamespaceTerminating",
                    ["message"] = $"namespace {@namespace} is being terminated",
                    ["field"] = "metadata.namespace",
                }
            );
            throw new StatusException(
                403,
                "Forbidden",
                $"{resource.QualifiedResource} \"{name}\" is forbidden: unable to create new content in namespace {@namespace} because it is being terminated",
                details
            );
        }
    }

    private void RequireServiceAccount(ResourceDefinition resource, JsonObject value)
    {
        if (resource.QualifiedResource != "pods")
            return;

        string @namespace = value.Object("metadata").Text("namespace") ?? "";
        string account = value.Object("spec").Text("serviceAccountName") ?? "";
        if (store.Get("serviceaccounts", @namespace, account) is null)
        {
            throw Failures.Forbidden(
                resource,
                value.Object("metadata").Text("name") ?? "",
                $"error looking up service account {@namespace}/{account}: serviceaccount \"{account}\" not found"
            );
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
            // The patch could be applied, but what came of it is no object of the kind.
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

    private static void CheckUid(ResourceDefinition resource, StoredObject current, string uid, string subresource, WriteOptions options)
    {
        if (!options.IsPatch)
        {
            throw Failures.Conflict(
                resource,
                current.Name,
                $"Precondition failed: UID in precondition: {uid}, UID in object meta: {current.Uid}"
            );
        }

        // A patch of a custom resource's status leaves the metadata out of account, the uid too; resourceVersion is what guards it.
        if (!(resource.IsCustom && subresource == "status"))
        {
            var immutable = FieldError.Invalid("metadata.uid", JsonValue.Create(uid), "field is immutable");
            throw Failures.Invalid(resource, current.Name, [immutable, immutable]);
        }
    }

    private static void CheckIdentity(
        ResourceDefinition resource,
        StoredObject current,
        JsonObject metadata,
        string subresource,
        WriteOptions options
    )
    {
        string name = metadata.Text("name") ?? "";
        if (name != current.Name)
        {
            throw Failures.BadRequest(
                name.Length == 0
                    ? "name must be provided"
                    : $"the name of the object ({name}) does not match the name on the URL ({current.Name})"
            );
        }

        if (metadata.Text("uid") is { Length: > 0 } uid && uid != current.Uid)
            CheckUid(resource, current, uid, subresource, options);

        string revision = metadata.Text("resourceVersion") ?? "";
        if (revision.Length == 0 && resource.IsCustom)
        {
            // In this one message the real server names the resource where others name the kind.
            throw Failures.Invalid(
                resource.Group,
                resource.Plural,
                name,
                [new("FieldValueInvalid", "metadata.resourceVersion", "Invalid value: 0x0: must be specified for an update")]
            );
        }

        if (revision.Length > 0 && ObjectStore.ParseRevision(revision) != current.Revision)
            throw Failures.Modified(resource, name);
    }

    /// <summary>Puts back what this kind of write can't change.</summary>
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
                // A custom resource's status write leaves all of its metadata alone.
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
        if (s_noGeneration.Contains(resource.QualifiedResource) || current.Metadata.Number("generation") is not { } generation)
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

    /// <summary>The last finalizer of an object that is being deleted went.</summary>
    private static bool IsFinished(JsonObject value)
    {
        JsonObject? metadata = value.Object("metadata");
        return metadata.Text("deletionTimestamp") is not null
            && metadata.Array("finalizers") is not { Count: > 0 }
            && (metadata.Number("deletionGracePeriodSeconds") ?? 0) == 0
            && value.Text("kind") != "Namespace";
    }

    private void PrepareAndValidate(ResourceDefinition resource, JsonObject value)
    {
        rules.Of(resource).PrepareForCreate(value);
        var errors = new List<FieldError>();
        MetadataRules.Validate(resource, value, errors);
        rules.Of(resource).Validate(value, errors);
        if (errors.Count > 0)
        {
            JsonObject? metadata = value.Object("metadata");
            throw Failures.Invalid(resource, metadata.Text("name") ?? metadata.Text("generateName") ?? "", errors);
        }

        CheckSize(value);
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
                        $"no new finalizers can be added if the object is being deleted, found new finalizers []string{{{string.Join(", ", added.Select(GoValue.Quote))}}}"
                    )
                );
            }
        }

        rules.Of(resource).Validate(next, errors);
        rules.Of(resource).ValidateUpdate(next, current.Value, errors);
        if (errors.Count > 0)
            throw Failures.Invalid(resource, current.Name, errors);
    }

    private static void CheckSize(JsonObject value)
    {
        if (StoredObject.Encode(value).Length > ObjectLimit)
            throw new StatusException(500, "", "etcdserver: request is too large");
    }
}
