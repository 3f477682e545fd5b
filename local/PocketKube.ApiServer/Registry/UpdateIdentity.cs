using System.Text.Json.Nodes;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Resources;
using PocketKube.ApiServer.Storage;

namespace PocketKube.ApiServer.Registry;

/// <summary>Checks that an update names the object that is stored: its name, its uid and its resourceVersion.</summary>
internal static class UpdateIdentity
{
    public static void Check(
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

        // A patch of a custom resource's status ignores the metadata, the uid too; only its resourceVersion counts.
        if (!(resource.IsCustom && subresource == "status"))
        {
            var immutable = FieldError.Invalid("metadata.uid", JsonValue.Create(uid), "field is immutable");
            throw Failures.Invalid(resource, current.Name, [immutable, immutable]);
        }
    }
}
