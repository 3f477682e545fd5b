using System.Text.Json.Nodes;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Kinds;
using PocketKube.ApiServer.Resources;
using PocketKube.ApiServer.Storage;
using PocketKube.ApiServer.Validation;

namespace PocketKube.ApiServer.Registry;

/// <summary>Creates objects, as the generic registry of a real server does.</summary>
internal sealed class ResourceCreator(ObjectStore store, ObjectIntake intake, RulesOfKinds rules, ObjectNames names, TimeProvider time)
{
    private const int NameAttempts = 8;

    /// <inheritdoc cref="ResourceWriter.Create"/>
    public StoredObject Create(ResourceDefinition resource, string ns, JsonNode? body, WriteOptions options)
    {
        JsonObject value = intake.Take(resource, body, options);
        JsonObject metadata = value.Ensure("metadata");
        WriteRules.PlaceInNamespace(resource, ns, metadata);
        RequireNamespace(resource, ns, metadata.Text("name") ?? "");
        if (!string.IsNullOrEmpty(metadata.Text("resourceVersion")))
            throw Failures.BadRequest("resourceVersion should not be set on objects to be created");

        foreach (string ours in (string[])["resourceVersion", "generation", "deletionTimestamp", "deletionGracePeriodSeconds"])
            _ = metadata.Remove(ours);

        metadata["uid"] = names.NewUid();
        metadata["creationTimestamp"] = ServerTime.Text(time);
        if (WriteRules.HasGeneration(resource))
            metadata["generation"] = 1;

        if (resource.HasStatus)
        {
            _ = value.Remove("status");
            rules.Of(resource).Default(value);
        }

        RequireServiceAccount(resource, ns, value);
        string generate = metadata.Text("generateName") ?? "";
        bool generated = string.IsNullOrEmpty(metadata.Text("name")) && generate.Length > 0;
        for (int attempt = 1; ; attempt++)
        {
            if (generated)
                metadata["name"] = names.Generate(generate);

            if (attempt == 1)
            {
                PrepareAndValidate(resource, value);
                rules.Of(resource).Warn(value, options.Warnings);
            }

            string name = metadata.Text("name")!;
            if (options.DryRun)
            {
                return store.Get(resource.QualifiedResource, ns, name) is { } there
                    ? throw Failures.AlreadyExists(resource, name, there.IsDeleting)
                    : StoredObject.Unstored(value);
            }

            // The value belongs to the store when this succeeds, so nothing touches it afterwards.
            if (store.Create(resource.QualifiedResource, value) is { } created)
                return created;

            if (!generated || attempt == NameAttempts)
            {
                throw Failures.AlreadyExists(resource, name, store.Get(resource.QualifiedResource, ns, name)?.IsDeleting ?? false);
            }
        }
    }

    private void RequireNamespace(ResourceDefinition resource, string ns, string name)
    {
        if (!resource.Namespaced)
            return;

        StoredObject found = store.Get("namespaces", "", ns) ?? throw Failures.NotFound("", "namespaces", ns);
        if (found.IsDeleting)
        {
            JsonObject details = Failures.Details(name, resource.Group, resource.Plural);
            details["causes"] = new JsonArray(
                new JsonObject
                {
                    ["reason"] = "NamespaceTerminating",
                    ["message"] = $"namespace {ns} is being terminated",
                    ["field"] = "metadata.namespace",
                }
            );
            throw new StatusException(
                403,
                "Forbidden",
                $"{resource.QualifiedResource} \"{name}\" is forbidden: unable to create new content in namespace "
                    + $"{ns} because it is being terminated",
                details
            );
        }
    }

    /// <summary>Before the pod has got a generated name, as an admission plugin of a real server sees it.</summary>
    private void RequireServiceAccount(ResourceDefinition resource, string ns, JsonObject value)
    {
        if (resource.QualifiedResource != "pods")
            return;

        JsonObject? metadata = value.Object("metadata");
        string account = value.Object("spec").Text("serviceAccountName") is { Length: > 0 } named ? named : "default";
        if (store.Get("serviceaccounts", ns, account) is null)
        {
            throw Failures.Forbidden(
                resource,
                metadata.Text("name") is { Length: > 0 } name ? name : metadata.Text("generateName") ?? "",
                $"error looking up service account {ns}/{account}: serviceaccount \"{account}\" not found"
            );
        }
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

        WriteRules.CheckSize(value);
    }
}
