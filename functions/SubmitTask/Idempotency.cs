using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using KubeTask.Hosting;
using KubeTask.Kubernetes.Callers;
using Microsoft.Extensions.Primitives;

namespace KubeTask.Functions.Submission;

/// <summary>
/// An Idempotency-Key makes a repeat find what the first try made (docs/adr/0013). The API server is the only memory: the key makes the Task's name, and names are locks;
/// a label finds the Task by its key, and an annotation tells whether the body is the same. Pure.
/// </summary>
internal sealed record Idempotency(string KeyHash, string BodyHash)
{
    public const string Label = "kubetask.io/idempotency-key";
    public const string Annotation = "kubetask.io/submission-hash";
    public const string Header = SubmitTask.IdempotencyKey;
    private const int LongestKey = 255;
    private const int LongestName = 253;
    private const int NameHash = 20;

    /// <summary>Reads the header; null without one.</summary>
    public static (Idempotency? Idempotency, HttpProblem? Problem) Read(StringValues header, CallerToken caller, JsonObject task)
    {
        if (header.Count == 0)
            return (null, null);
        string? key = header.Count == 1 ? header[0] : null;
        if (key is not { Length: > 0 and <= LongestKey } || key.Any(c => c is < '!' or > '~'))
        {
            return (
                null,
                HttpProblem.BadRequest($"{Header}: must be one value of 1 to {LongestKey} visible ASCII characters, such as a UUID")
            );
        }
        // Whose key it is: the token names its subject, and the API server refuses a token that lies. A token that names none shares its keys with its like.
        string owner = string.Join('\n', [.. caller.Claim("iss"), .. caller.Claim("sub")]);
        return (new Idempotency(Hash($"{owner}\n\n{key}")[..40], Hash(Canonical(task))), null);
    }

    /// <summary>Gives the Task the name that the key makes, if it has none of its own, and the marks by which a repeat knows it.</summary>
    public void Mark(JsonObject task)
    {
        JsonObject metadata = TaskSubmission.Metadata(task);
        if (metadata["name"] is null)
        {
            string prefix = (string?)metadata["generateName"] is { Length: > 0 } given ? given : TaskSubmission.DefaultGenerateName;
            metadata.Remove("generateName");
            metadata["name"] = prefix[..Math.Min(prefix.Length, LongestName - NameHash)] + KeyHash[..NameHash];
        }

        TaskSubmission.Child(metadata, "labels")[Label] = KeyHash;
        TaskSubmission.Child(metadata, "annotations")[Annotation] = BodyHash;
    }

    /// <summary>
    /// Whether the key may have made a Task of another name, which only a search by label finds. Where the key alone makes the name it isn't asked for: a search goes through
    /// all Tasks of the namespace, and the API server weighs it as that.
    /// </summary>
    public bool MayHaveOtherName(JsonObject task) =>
        (string?)task["metadata"]?["name"] != TaskSubmission.DefaultGenerateName + KeyHash[..NameHash];

    /// <summary>Whether a Task was made with this key.</summary>
    public bool HasKey(JsonObject task) => (string?)task["metadata"]?["labels"]?[Label] == KeyHash;

    /// <summary>Whether a Task was made of this body.</summary>
    public bool HasBody(JsonObject task) => (string?)task["metadata"]?["annotations"]?[Annotation] == BodyHash;

    /// <summary>The same for documents that say the same, in whatever order and format.</summary>
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
