using System.Buffers;
using System.Text.Json;
using KubeTask.Scaler.Json;

namespace KubeTask.Scaler.Watching;

/// <summary>One page of a list.</summary>
/// <param name="Poison">The items that couldn't be read: their names, and why.</param>
internal sealed record ListPage<T>(
    IReadOnlyList<T> Items,
    string ResourceVersion,
    string? Continue,
    IReadOnlyList<(string Described, string Why)> Poison
)
    where T : class, IObserved
{
    /// <exception cref="JsonException">The body isn't a list.</exception>
    public static ListPage<T> Read(in ReadOnlySequence<byte> body, IObservedReader<T> objects)
    {
        var reader = new Utf8JsonReader(body, JsonObjects.Options);
        var items = new List<T>();
        var poison = new List<(string, string)>();
        string? resourceVersion = null,
            next = null;
        JsonObjects.EnterRoot(ref reader);
        while (JsonObjects.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("metadata"u8) && JsonObjects.EnterObject(ref reader))
            {
                (resourceVersion, next) = ReadMetadata(ref reader);
            }
            else if (
                reader.TokenType == JsonTokenType.PropertyName
                && reader.ValueTextEquals("items"u8)
                && JsonObjects.EnterArray(ref reader)
            )
            {
                ReadItems(body, ref reader, objects, items, poison);
            }
            else if (reader.TokenType == JsonTokenType.PropertyName)
            {
                JsonObjects.SkipValue(ref reader);
            }
        }

        return new ListPage<T>(
            items,
            resourceVersion ?? throw new JsonException("the list has no resourceVersion"),
            string.IsNullOrEmpty(next) ? null : next,
            poison
        );
    }

    private static (string? ResourceVersion, string? Continue) ReadMetadata(ref Utf8JsonReader reader)
    {
        string? resourceVersion = null,
            next = null;
        while (JsonObjects.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("resourceVersion"u8))
                resourceVersion = JsonObjects.ReadString(ref reader);
            else if (reader.ValueTextEquals("continue"u8))
                next = JsonObjects.ReadString(ref reader);
            else
                JsonObjects.SkipValue(ref reader);
        }

        return (resourceVersion, next);
    }

    private static void ReadItems(
        in ReadOnlySequence<byte> body,
        ref Utf8JsonReader reader,
        IObservedReader<T> objects,
        List<T> items,
        List<(string, string)> poison
    )
    {
        while (JsonObjects.NextElement(ref reader))
        {
            Utf8JsonReader start = reader;
            var metadata = default(ObjectMetadata);
            try
            {
                items.Add(ObservedJson.Read(body, ref reader, objects, ref metadata));
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                // An object that can't be read never stops the others. (InvalidOperationException: text that isn't Unicode.)
                poison.Add((metadata.Described, e.Message));
                reader = start;
                reader.Skip();
            }
        }
    }
}
