using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using KubeTask.Hosting;
using KubeTask.Kubernetes.Callers;
using Microsoft.Extensions.Primitives;

namespace KubeTask.Functions.TaskApi;

/// <summary>
/// With an Idempotency-Key, a repeated request finds the Task that the first one created (docs/adr/0013). Only the API server remembers
/// it. The Task's name is made from the key, and a name is a lock. A label finds the Task by its key, and an annotation shows whether
/// the body is the same. Pure.
/// </summary>
internal sealed record Idempotency(string KeyHash, string BodyHash)
{
    public const string Label = "kubetask.io/idempotency-key";
    public const string Annotation = "kubetask.io/submission-hash";
    public const string Header = SubmitTask.IdempotencyKey;
    private const int MaxKeyLength = 255;
    private const int MaxNameLength = 253;
    private const int NameHashLength = 20;

    /// <summary>Reads the header; null without one.</summary>
    public static (Idempotency? Idempotency, HttpProblem? Problem) Read(StringValues header, CallerToken caller, JsonObject task)
    {
        if (header.Count == 0)
            return (null, null);
        string? key = header.Count == 1 ? header[0] : null;
        if (key is not { Length: > 0 and <= MaxKeyLength } || key.Any(c => c is < '!' or > '~'))
        {
            return (
                null,
                HttpProblem.BadRequest(
                    $"{Header}: must be one value of 1 to {MaxKeyLength} visible ASCII characters, such as a UUID: "
                        + "2f1c9a0e-6f0b-4d51-9a53-1c5b2b9d6c1e"
                )
            );
        }
        // The key belongs to the subject that the token names; the API server refuses a token that lies about it. Tokens that name nobody
        // share their keys.
        string owner = string.Join('\n', [.. caller.Claim("iss"), .. caller.Claim("sub")]);
        return (new Idempotency(Hash($"{owner}\n\n{key}")[..40], Hash(Canonical(task))), null);
    }

    /// <summary>Adds the marks that a repeat looks for and, if the Task has no name, the one that is made from the key.</summary>
    public void Mark(JsonObject task)
    {
        JsonObject metadata = TaskSubmission.Metadata(task);
        if (metadata["name"] is null)
        {
            string prefix = (string?)metadata["generateName"] is { Length: > 0 } given ? given : TaskSubmission.DefaultGenerateName;
            metadata.Remove("generateName");
            metadata["name"] = prefix[..Math.Min(prefix.Length, MaxNameLength - NameHashLength)] + KeyHash[..NameHashLength];
        }

        TaskSubmission.Child(metadata, "labels")[Label] = KeyHash;
        TaskSubmission.Child(metadata, "annotations")[Annotation] = BodyHash;
    }

    /// <summary>
    /// Whether the key may have created a Task with another name, which only a search by label finds. If the name is made from the key
    /// alone, no search is needed. A search goes through all Tasks of the namespace, and the API server charges it as such.
    /// </summary>
    public bool MayHaveOtherName(JsonObject task) =>
        (string?)task["metadata"]?["name"] != TaskSubmission.DefaultGenerateName + KeyHash[..NameHashLength];

    /// <summary>Whether a Task was created with this key.</summary>
    public bool HasKey(JsonObject task) => (string?)task["metadata"]?["labels"]?[Label] == KeyHash;

    /// <summary>Whether a Task was created from this body.</summary>
    public bool HasBody(JsonObject task) => (string?)task["metadata"]?["annotations"]?[Annotation] == BodyHash;

    /// <summary>The same text for documents with the same content, whatever their order and format.</summary>
    private static string Canonical(JsonNode? node) =>
        node switch
        {
            JsonObject map => "{"
                + string.Join(
                    ',',
                    map.OrderBy(m => m.Key, StringComparer.Ordinal)
                        .Select(m => $"{JsonValue.Create(m.Key).ToJsonString()}:{Canonical(m.Value)}")
                )
                + "}",
            JsonArray list => "[" + string.Join(',', list.Select(Canonical)) + "]",
            null => "null",
            _ => node.GetValueKind() == System.Text.Json.JsonValueKind.String
                ? JsonValue.Create(node.GetValue<string>()).ToJsonString()
                : node.ToJsonString(),
        };

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
