using KubeTask.Local.ApiServer.Resources;

namespace KubeTask.Local.ApiServer.OpenApi;

/// <summary>Answers <c>/openapi/v2</c>, <c>/openapi/v3</c> and what lies below the latter.</summary>
public interface IOpenApiDocuments
{
    /// <summary>Finds a document.</summary>
    /// <param name="path">The request's path, such as <c>/openapi/v3/apis/batch/v1</c>.</param>
    /// <param name="accept">The Accept header, or empty.</param>
    /// <param name="resources">All resources that are served now; the same list as long as none came or went.</param>
    /// <returns>Null: 404 (or, when it is the format that isn't there, 406 at the caller's choice).</returns>
    OpenApiDocument? Find(string path, string accept, IReadOnlyList<ResourceDefinition> resources);
}
