using System.Globalization;
using System.Text.Json.Nodes;
using Google.Protobuf;

namespace PocketKube.ApiServer.Protobuf;

/// <summary>Reads <c>application/vnd.kubernetes.protobuf</c> as the JSON of the same object.</summary>
internal static class ProtobufReader
{
    private static ReadOnlySpan<byte> Magic => "k8s\0"u8;

    /// <exception cref="InvalidDataException">It doesn't begin as such a body does.</exception>
    /// <exception cref="InvalidProtocolBufferException">What follows isn't protobuf.</exception>
    /// <exception cref="NotSupportedException">A kind or field that the server doesn't read in this form.</exception>
    public static JsonObject Read(ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith(Magic))
            throw new InvalidDataException("the body doesn't begin as a Kubernetes object in protobuf does");

        (string? apiVersion, string? kind, ByteString? raw) = ReadEnvelope(body[Magic.Length..].ToArray());
        if (!ProtobufKinds.All.TryGetValue($"{apiVersion}/{kind}", out ProtobufMessage? message))
            throw new NotSupportedException($"{apiVersion} {kind} as protobuf; send it as JSON");

        var value = new JsonObject { ["apiVersion"] = apiVersion, ["kind"] = kind };
        ReadMessage(raw, message, value, kind);
        return value;
    }

    private static (string ApiVersion, string Kind, ByteString Raw) ReadEnvelope(byte[] envelope)
    {
        (string? apiVersion, string? kind, ByteString? raw) = ("", "", ByteString.Empty);
        using var input = new CodedInputStream(envelope);
        for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 1:
                    CodedInputStream type = input.ReadBytes().CreateCodedInput();
                    for (uint inner = type.ReadTag(); inner != 0; inner = type.ReadTag())
                    {
                        string text = type.ReadString();
                        (apiVersion, kind) = WireFormat.GetTagFieldNumber(inner) == 1 ? (text, kind) : (apiVersion, text);
                    }

                    break;
                case 2:
                    raw = input.ReadBytes();
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        return (apiVersion, kind, raw);
    }

    private static void ReadMessage(ByteString bytes, ProtobufMessage message, JsonObject into, string path)
    {
        CodedInputStream input = bytes.CreateCodedInput();
        for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            int number = WireFormat.GetTagFieldNumber(tag);
            if (!message.Fields.TryGetValue(number, out ProtobufField? field))
            {
                if (IsZero(input, tag))
                    continue;

                throw new NotSupportedException(
                    string.Create(CultureInfo.InvariantCulture, $"field {number} of {path} as protobuf; send it as JSON")
                );
            }

            ReadField(input, field, into, $"{path}.{field.Name}");
        }
    }

    /// <summary>Go writes the zero of a field that isn't set, unless it is a pointer.</summary>
    private static bool IsZero(CodedInputStream input, uint tag) =>
        WireFormat.GetTagWireType(tag) switch
        {
            WireFormat.WireType.Varint => input.ReadInt64() == 0,
            WireFormat.WireType.LengthDelimited => input.ReadBytes().IsEmpty,
            _ => false,
        };

    private static void ReadField(CodedInputStream input, ProtobufField field, JsonObject into, string path)
    {
        switch (field.Type)
        {
            case ProtobufType.TextMap or ProtobufType.BytesMap or ProtobufType.QuantityMap:
                (string? key, JsonNode? value) = ReadEntry(input.ReadBytes(), field.Type);
                if (into[field.Name] is not JsonObject map)
                    into[field.Name] = map = [];

                map[key] = value;
                break;
            default:
                JsonNode? read = ReadValue(input, field, path);
                if (!field.Repeated)
                {
                    // Go writes empty texts for what isn't set.
                    if (read is not null && (read is not JsonValue text || !text.TryGetValue(out string? set) || set.Length > 0))
                        into[field.Name] = read;

                    break;
                }

                if (into[field.Name] is not JsonArray list)
                    into[field.Name] = list = [];

                list.Add(read);
                break;
        }
    }

    private static JsonNode? ReadValue(CodedInputStream input, ProtobufField field, string path)
    {
        switch (field.Type)
        {
            case ProtobufType.Text:
                return JsonValue.Create(input.ReadString());
            case ProtobufType.Integer:
                return JsonValue.Create(input.ReadInt64());
            case ProtobufType.Flag:
                return JsonValue.Create(input.ReadBool());
            case ProtobufType.PlainFlag:
                return input.ReadBool() ? JsonValue.Create(true) : null;
            case ProtobufType.Bytes:
                return JsonValue.Create(input.ReadBytes().ToBase64());
            case ProtobufType.Time:
                return ReadTime(input.ReadBytes());
            case ProtobufType.Quantity:
                return ReadQuantity(input.ReadBytes());
            default:
                var nested = new JsonObject();
                ReadMessage(input.ReadBytes(), field.Message!, nested, path);
                return nested;
        }
    }

    private static (string Key, JsonNode Value) ReadEntry(ByteString bytes, ProtobufType type)
    {
        string key = "";
        JsonNode value = "";
        CodedInputStream input = bytes.CreateCodedInput();
        for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            if (WireFormat.GetTagFieldNumber(tag) == 1)
            {
                key = input.ReadString();
            }
            else
            {
                value = type switch
                {
                    ProtobufType.TextMap => input.ReadString(),
                    ProtobufType.BytesMap => input.ReadBytes().ToBase64(),
                    _ => ReadQuantity(input.ReadBytes()),
                };
            }
        }

        return (key, value);
    }

    private static string ReadQuantity(ByteString bytes)
    {
        CodedInputStream input = bytes.CreateCodedInput();
        return input.ReadTag() == 0 ? "" : input.ReadString();
    }

    private static JsonValue? ReadTime(ByteString bytes)
    {
        long seconds = 0;
        CodedInputStream input = bytes.CreateCodedInput();
        for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            if (WireFormat.GetTagFieldNumber(tag) == 1)
            {
                seconds = input.ReadInt64();
            }
            else
            {
                input.SkipLastField();
            }
        }

        return bytes.IsEmpty || seconds == 0
            ? null
            : JsonValue.Create(
                DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            );
    }
}
