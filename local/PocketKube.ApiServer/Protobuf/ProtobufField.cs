namespace PocketKube.ApiServer.Protobuf;

/// <summary>A field as the generated.proto of k8s.io/api numbers it.</summary>
internal sealed record ProtobufField(string Name, ProtobufType Type, bool Repeated = false, ProtobufMessage? Message = null);
