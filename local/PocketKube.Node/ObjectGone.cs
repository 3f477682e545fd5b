using System.Net;
using k8s.Autorest;

namespace PocketKube.Node;

/// <summary>What the API server says to a write about an object that isn't there any more.</summary>
internal static class ObjectGone
{
    /// <summary>It is gone, was changed meanwhile, or was made again under the same name: a patch with the former one's uid.</summary>
    public static bool IsGone(this HttpOperationException failure) =>
        failure.Response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Conflict
        || (
            failure.Response.StatusCode == HttpStatusCode.UnprocessableEntity
            && failure.Response.Content?.Contains("metadata.uid", StringComparison.Ordinal) == true
        );
}
