using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PocketKube.ApiServer.Storage;

/// <summary>One version of an object: its JSON, serialized once, and the fields that are read often.</summary>
internal sealed class StoredObject
{
    private static readonly JsonSerializerOptions s_plain = new()
    {
        // kubectl and the models read UTF-8; escapes only cost bytes.
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 256,
    };

    public StoredObject(JsonObject value, long revision)
        : this(value, revision, isStored: true) { }

    private StoredObject(JsonObject value, long revision, bool isStored)
    {
        Value = value;
        Revision = revision;
        JsonObject metadata = value.Object("metadata") ?? value.Ensure("metadata");
        if (isStored)
            metadata["resourceVersion"] = revision.ToString(CultureInfo.InvariantCulture);

        Namespace = metadata.Text("namespace") ?? "";
        Name = metadata.Text("name") ?? "";
        Uid = metadata.Text("uid") ?? "";
        IsDeleting = metadata.Text("deletionTimestamp") is not null;
        Labels = ReadLabels(metadata);
        Owners = ReadOwners(metadata);
        Json = Encode(value);
    }

    /// <summary>What a dry run would have stored: it has no resourceVersion.</summary>
    public static StoredObject Unstored(JsonObject value) => new(value, 0, isStored: false);

    /// <summary>The object. Shared by all readers: never mutate it.</summary>
    public JsonObject Value { get; }

    /// <summary>The same as UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>resourceVersion as a number.</summary>
    public long Revision { get; }

    /// <summary>Empty for cluster-scoped objects.</summary>
    public string Namespace { get; }

    public string Name { get; }

    public string Uid { get; }

    public bool IsDeleting { get; }

    public ImmutableDictionary<string, string> Labels { get; }

    /// <summary>Owner references in their order.</summary>
    public ImmutableArray<OwnerReference> Owners { get; }

    /// <summary>Key within the resource: in the order of lists.</summary>
    public string Key => KeyOf(Namespace, Name);

    public JsonObject Metadata => (JsonObject)Value["metadata"]!;

    public static string KeyOf(string ns, string name) => ns.Length == 0 ? name : $"{ns}/{name}";

    public static byte[] Encode(JsonNode value) => JsonSerializer.SerializeToUtf8Bytes(value, s_plain);

    /// <summary>A copy that may be changed.</summary>
    public JsonObject Copy() => (JsonObject)Value.DeepClone();

    public bool HasFinalizer(string finalizer) => Metadata.Array("finalizers")?.Any(f => f.AsText() == finalizer) ?? false;

    public bool HasFinalizers => Metadata.Array("finalizers") is { Count: > 0 };

    private static ImmutableDictionary<string, string> ReadLabels(JsonObject metadata)
    {
        if (metadata.Object("labels") is not { Count: > 0 } labels)
            return ImmutableDictionary<string, string>.Empty;

        ImmutableDictionary<string, string>.Builder read = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach ((string? key, JsonNode? value) in labels)
        {
            read[key] = value.AsText() ?? "";
        }

        return read.ToImmutable();
    }

    private static ImmutableArray<OwnerReference> ReadOwners(JsonObject metadata)
    {
        if (metadata.Array("ownerReferences") is not { Count: > 0 } references)
            return [];

        return
        [
            .. references
                .OfType<JsonObject>()
                .Select(r => new OwnerReference(
                    r.Text("apiVersion") ?? "",
                    r.Text("kind") ?? "",
                    r.Text("name") ?? "",
                    r.Text("uid") ?? "",
                    r.Flag("blockOwnerDeletion") ?? false
                )),
        ];
    }
}
