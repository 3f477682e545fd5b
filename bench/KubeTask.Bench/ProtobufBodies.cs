using Google.Protobuf;

namespace KubeTask.Bench;

/// <summary>
/// Kubernetes' protobuf format: four bytes, and a message <c>Unknown</c> whose second field is the object
/// (k8s.io/apimachinery/pkg/runtime/generated.proto).
/// </summary>
internal static class ProtobufBodies
{
    private const int RawOfUnknown = 2;
    private const int MetadataOfObject = 1;

    /// <summary>ObjectMeta: uid, creationTimestamp, managedFields. The API server writes them.</summary>
    private static readonly int[] s_writtenByServer = [5, 8, 17];

    private static ReadOnlySpan<byte> Magic => "k8s\0"u8;

    /// <summary>An object as it is sent to be created, of the answer to a dry run.</summary>
    /// <exception cref="InvalidDataException">The answer isn't in this format.</exception>
    public static byte[] ToCreate(byte[] answer)
    {
        if (!answer.AsSpan().StartsWith(Magic))
            throw new InvalidDataException("the API server didn't answer in protobuf");
        byte[] unknown = Rewrite(answer[Magic.Length..], RawOfUnknown, raw => Rewrite(raw, MetadataOfObject, WithoutServersFields));
        return [.. Magic, .. unknown];
    }

    private static byte[] WithoutServersFields(byte[] metadata) => Rewrite(metadata, null, bytes => bytes);

    /// <summary>Copies a message and rewrites one of its fields; without a number, leaves out what the server writes.</summary>
    private static byte[] Rewrite(byte[] message, int? number, Func<byte[], byte[]> rewrite)
    {
        using var written = new MemoryStream();
        using var output = new CodedOutputStream(written, leaveOpen: true);
        using var input = new CodedInputStream(message);
        for (uint tag; (tag = input.ReadTag()) != 0; )
        {
            int field = WireFormat.GetTagFieldNumber(tag);
            if (WireFormat.GetTagWireType(tag) == WireFormat.WireType.Varint)
            {
                ulong value = input.ReadUInt64();
                output.WriteTag(tag);
                output.WriteUInt64(value);
                continue;
            }

            byte[] bytes = input.ReadBytes().ToByteArray();
            if (number is null && s_writtenByServer.Contains(field))
                continue;
            output.WriteTag(tag);
            output.WriteBytes(ByteString.CopyFrom(field == number ? rewrite(bytes) : bytes));
        }

        output.Flush();
        return written.ToArray();
    }
}
