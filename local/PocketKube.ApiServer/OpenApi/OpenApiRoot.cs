using System.Text.Json;
using System.Text.Json.Nodes;

namespace PocketKube.ApiServer.OpenApi;

/// <summary>The index of OpenAPI v3 documents.</summary>
internal static class OpenApiRoot
{
    /// <param name="documents">Each document's path below <c>/openapi/v3/</c>, and its hash.</param>
    public static byte[] Of(IEnumerable<(string Path, string Hash)> documents) =>
        JsonSerializer.SerializeToUtf8Bytes<JsonNode>(
            new JsonObject
            {
                ["paths"] = new JsonObject(
                    documents
                        .OrderBy(static d => d.Path, StringComparer.Ordinal)
                        .Select(static d =>
                            KeyValuePair.Create(
                                d.Path,
                                (JsonNode?)new JsonObject { ["serverRelativeURL"] = $"/openapi/v3/{d.Path}?hash={d.Hash}" }
                            )
                        )
                ),
            }
        );
}
