using System.Buffers;
using System.Text;
using System.Text.Json;
using KubeTask.Scaler.Json;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Tests.Watching;

/// <summary>What is kept of an object for the events that will carry it.</summary>
public sealed class ObservedJsonTests
{
    private const string Name = """ "name":"c","namespace":"ns","uid":"u","resourceVersion":"7" """;
    private const string Managed = """ "managedFields": [{"manager":"kubectl","fieldsV1":{"f:spec":{}}}] """;

    [Theory]
    [InlineData(Managed + "," + Name)]
    [InlineData(Name + "," + Managed)]
    [InlineData(Name + " , " + Managed + " ,\"labels\":{\"a\":\"b\"}")]
    [InlineData(Name)]
    public void An_object_is_kept_without_its_managedFields(string metadata)
    {
        string json = $$"""{"kind":"CronTask","metadata":{ {{metadata}} },"spec":{"managedFields":"mine","schedule":"* * * * *"} }""";

        string kept = Keep(json);

        Assert.Equal(
            json.Replace(" , " + Managed + " ,", " ,", StringComparison.Ordinal)
                .Replace("," + Managed, "", StringComparison.Ordinal)
                .Replace(Managed + ",", "", StringComparison.Ordinal)
                .Replace(" ", "", StringComparison.Ordinal),
            kept.Replace(" ", "", StringComparison.Ordinal)
        );
        using var read = JsonDocument.Parse(kept);
        Assert.Equal("mine", read.RootElement.GetProperty("spec").GetProperty("managedFields").GetString());
    }

    [Fact]
    public void An_object_whose_metadata_holds_nothing_else_but_its_managedFields_stays_JSON()
    {
        // Nothing is kept of an object without a name, but it must be read to find out.
        Assert.Throws<JsonException>(() => Keep($$"""{"metadata":{ {{Managed}} } }"""));
    }

    private static string Keep(string json)
    {
        // The object stands inside a frame, as a watch sends it, and the frame comes in pieces.
        byte[] frame = Encoding.UTF8.GetBytes($$"""{"type":"ADDED","object":{{json}}}""");
        ReadOnlySequence<byte> pieces = Pieces.Of(frame, 7);
        var reader = new Utf8JsonReader(pieces, JsonObjects.Options);
        while (reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals("object"u8))
            Assert.True(reader.Read());
        Assert.True(JsonObjects.EnterObject(ref reader));
        var metadata = default(ObjectMetadata);
        ObservedCronTask read = ObservedJson.Read(pieces, ref reader, new ObservedCronTaskReader(), ref metadata);
        return Encoding.UTF8.GetString(read.Json!);
    }

    private sealed class Pieces : ReadOnlySequenceSegment<byte>
    {
        private Pieces(ReadOnlyMemory<byte> memory, long index) => (Memory, RunningIndex) = (memory, index);

        public static ReadOnlySequence<byte> Of(byte[] bytes, int size)
        {
            var first = new Pieces(bytes.AsMemory(0, Math.Min(size, bytes.Length)), 0);
            Pieces last = first;
            for (int at = size; at < bytes.Length; at += size)
            {
                var next = new Pieces(bytes.AsMemory(at, Math.Min(size, bytes.Length - at)), at);
                last.Next = next;
                last = next;
            }

            return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
        }
    }
}
