namespace PocketKube.ApiServer.OpenApi;

/// <summary>A document as it goes over the wire.</summary>
/// <param name="ContentType">Content-Type of the answer.</param>
/// <param name="Body">Its bytes.</param>
/// <param name="ETag">Quoted entity tag, or null.</param>
internal sealed record OpenApiDocument(string ContentType, ReadOnlyMemory<byte> Body, string? ETag = null);
