namespace PocketKube.ApiServer.Protobuf;

internal enum ProtobufType
{
    Text,
    Integer,
    Flag,

    /// <summary>A flag that Go has no pointer to: false is absence.</summary>
    PlainFlag,

    /// <summary>Bytes, base64 in JSON.</summary>
    Bytes,

    /// <summary>A message of seconds and nanoseconds, RFC 3339 in JSON.</summary>
    Time,

    /// <summary>A message that holds a text, which is all of it in JSON (a Quantity).</summary>
    Quantity,
    Message,
    TextMap,
    BytesMap,
    QuantityMap,
}
