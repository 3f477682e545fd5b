using System.Collections.Frozen;

namespace PocketKube.ApiServer.Protobuf;

/// <summary>A message's fields by number.</summary>
internal sealed record ProtobufMessage(FrozenDictionary<int, ProtobufField> Fields)
{
    public ProtobufMessage(params (int Number, ProtobufField Field)[] fields)
        : this(fields.ToFrozenDictionary(f => f.Number, f => f.Field)) { }
}
