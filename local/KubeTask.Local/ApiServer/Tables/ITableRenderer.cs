using System.Text.Json.Nodes;
using KubeTask.Local.ApiServer.Resources;

namespace KubeTask.Local.ApiServer.Tables;

/// <summary>Makes the <c>meta.k8s.io/v1 Table</c> that <c>kubectl get</c> prints.</summary>
public interface ITableRenderer
{
    /// <summary>
    /// Renders objects as one Table, with one row each and in their order.
    /// </summary>
    /// <param name="resource">What the objects are.</param>
    /// <param name="objects">Snapshots shared with other readers: never mutate them, deep-clone what goes into a row.</param>
    /// <param name="listMetadata">Metadata of the list (resourceVersion, continue, remainingItemCount); null for a single
    /// object or a watch event. It belongs to the renderer.</param>
    /// <param name="includeHeaders">False for every event of a watch but the first: no columnDefinitions.</param>
    /// <param name="includeObject"><c>Metadata</c> (the default: PartialObjectMetadata), <c>Object</c> or <c>None</c>.</param>
    /// <param name="version"><c>v1</c> or <c>v1beta1</c> of <c>meta.k8s.io</c>.</param>
    JsonObject Render(
        ResourceDefinition resource,
        IReadOnlyList<JsonObject> objects,
        JsonObject? listMetadata,
        bool includeHeaders,
        string includeObject,
        string version
    );
}
