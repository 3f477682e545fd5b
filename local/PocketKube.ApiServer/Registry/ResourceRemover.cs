using System.Globalization;
using System.Text.Json.Nodes;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Resources;
using PocketKube.ApiServer.Storage;

namespace PocketKube.ApiServer.Registry;

/// <summary>Deletes objects: at once, gracefully, or when their finalizers are gone.</summary>
internal sealed class ResourceRemover(ObjectStore store, TimeProvider time)
{
    public const string Foreground = "foregroundDeletion";
    public const string Orphan = "orphan";

    private const long DefaultGraceSeconds = 30;

    /// <summary>The result of a delete.</summary>
    /// <param name="Object">The object's last or present state.</param>
    /// <param name="Gone">False while something (the node, a finalizer) has to happen first.</param>
    public sealed record Outcome(StoredObject Object, bool Gone);

    /// <exception cref="StatusException">404, or 409 for a precondition.</exception>
    public Outcome Delete(ResourceDefinition resource, string ns, string name, DeleteOptions options)
    {
        while (true)
        {
            StoredObject current = store.Get(resource.QualifiedResource, ns, name) ?? throw Failures.NotFound(resource, name);
            CheckPreconditions(resource, current, options);
            JsonObject next = current.Copy();
            JsonObject metadata = next.Ensure("metadata");
            long grace = GraceSeconds(resource, current, options);
            SetFinalizers(resource, current, metadata, options);
            bool waits = grace > 0 || metadata.Array("finalizers") is { Count: > 0 } || resource.QualifiedResource == "namespaces";
            if (!waits)
            {
                // Only kinds with graceful deletion keep its fields to the end.
                JsonObject? last = resource.QualifiedResource == "pods" && !current.IsDeleting ? MarkDeleted(resource, next, 0) : null;
                if (options.DryRun || store.Delete(resource.QualifiedResource, current, last?.DeepClone() as JsonObject))
                    return new(last is null ? current : new StoredObject(last, current.Revision), Gone: true);

                continue;
            }

            if (current.IsDeleting)
            {
                // A second delete can only shorten the wait.
                if (
                    (current.Metadata.Number("deletionGracePeriodSeconds") ?? 0) <= grace
                    && JsonNode.DeepEquals(metadata["finalizers"], current.Metadata["finalizers"])
                )
                {
                    return new(current, Gone: false);
                }

                long former = current.Metadata.Number("deletionGracePeriodSeconds") ?? 0;
                grace = Math.Min(grace, former);
                Shorten(metadata, former - grace);
                metadata["deletionGracePeriodSeconds"] = grace;
            }
            else
            {
                next = MarkDeleted(resource, next, grace);
            }

            if (options.DryRun)
                return new(new StoredObject(next, current.Revision), Gone: false);

            if (store.Update(resource.QualifiedResource, current, next) is { } marked)
                return new(marked, Gone: false);
        }
    }

    private JsonObject MarkDeleted(ResourceDefinition resource, JsonObject value, long grace)
    {
        JsonObject metadata = value.Ensure("metadata");
        metadata["deletionTimestamp"] = Text(time.GetUtcNow().AddSeconds(grace));
        if (resource.QualifiedResource == "namespaces")
        {
            value.Ensure("status")["phase"] = "Terminating";
            return value;
        }

        metadata["deletionGracePeriodSeconds"] = grace;
        if (metadata.Number("generation") is { } generation)
            metadata["generation"] = generation + 1;

        return value;
    }

    private static void Shorten(JsonObject metadata, long seconds)
    {
        var time = DateTimeOffset.Parse(metadata.Text("deletionTimestamp")!, CultureInfo.InvariantCulture);
        metadata["deletionTimestamp"] = Text(time.AddSeconds(-seconds));
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static void CheckPreconditions(ResourceDefinition resource, StoredObject current, DeleteOptions options)
    {
        if (options.Uid is { } uid && uid != current.Uid)
        {
            throw Failures.PreconditionFailed(
                resource,
                current.Name,
                $"the UID in the precondition ({uid}) does not match the UID in record ({current.Uid}). The object "
                    + "might have been deleted and then recreated"
            );
        }

        string revision = current.Revision.ToString(CultureInfo.InvariantCulture);
        if (options.ResourceVersion is { } wanted && wanted != revision)
        {
            throw Failures.PreconditionFailed(
                resource,
                current.Name,
                $"the ResourceVersion in the precondition ({wanted}) does not match the ResourceVersion in record "
                    + $"({revision}). The object might have been modified"
            );
        }
    }

    /// <summary>Only a pod that is bound to a node and hasn't ended gets a grace period.</summary>
    private static long GraceSeconds(ResourceDefinition resource, StoredObject current, DeleteOptions options)
    {
        if (
            resource.QualifiedResource != "pods"
            || string.IsNullOrEmpty(current.Value.Object("spec").Text("nodeName"))
            || current.Value.Object("status").Text("phase") is "Succeeded" or "Failed"
        )
        {
            return 0;
        }

        return Math.Max(
            0,
            options.GracePeriodSeconds ?? current.Value.Object("spec").Number("terminationGracePeriodSeconds") ?? DefaultGraceSeconds
        );
    }

    private static void SetFinalizers(ResourceDefinition resource, StoredObject current, JsonObject metadata, DeleteOptions options)
    {
        // batch/v1 Jobs leave their pods behind unless asked otherwise, "for back compatibility" (pkg/registry/batch/job/strategy.go).
        string policy =
            options.PropagationPolicy.Length > 0 ? options.PropagationPolicy
            : current.HasFinalizer(Orphan) ? "Orphan"
            : current.HasFinalizer(Foreground) ? "Foreground"
            : resource.QualifiedResource == "jobs.batch" ? "Orphan"
            : "Background";
        List<string> finalizers =
        [
            .. (metadata.Array("finalizers") ?? []).Select(f => f.AsText() ?? "").Where(f => f is not (Orphan or Foreground)),
        ];
        if (policy != "Background" && !resource.QualifiedResource.Equals("pods", StringComparison.Ordinal))
            finalizers.Add(policy == "Orphan" ? Orphan : Foreground);

        if (finalizers.Count == 0)
        {
            _ = metadata.Remove("finalizers");
        }
        else
        {
            metadata["finalizers"] = new JsonArray([.. finalizers.Select(f => (JsonNode)f)]);
        }
    }
}
