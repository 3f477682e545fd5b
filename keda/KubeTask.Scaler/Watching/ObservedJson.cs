using System.Buffers;
using System.Text.Json;
using KubeTask.Scaler.Json;

namespace KubeTask.Scaler.Watching;

/// <summary>Reads an object, and keeps its JSON if it is wanted.</summary>
internal static class ObservedJson
{
    /// <param name="json">The text that the reader reads from its beginning.</param>
    /// <param name="reader">Stands on the object.</param>
    /// <param name="objects">Reads it.</param>
    /// <param name="metadata">What has been read of its metadata, even if reading fails.</param>
    /// <exception cref="JsonException">A field has the wrong type, or the object has no name.</exception>
    public static T Read<T>(
        in ReadOnlySequence<byte> json,
        ref Utf8JsonReader reader,
        IObservedReader<T> objects,
        ref ObjectMetadata metadata
    )
        where T : class, IObserved
    {
        long start = reader.TokenStartIndex;
        T observed = objects.Read(ref reader, ref metadata);
        if (observed is ICarriesJson { WantsJson: true } carries)
            carries.Json = WithoutManagedFields(json.Slice(start, reader.BytesConsumed - start));
        return observed;
    }

    /// <summary>
    /// The object without <c>metadata.managedFields</c>, which nobody reads and which is often half of it. All else is as it was sent.
    /// </summary>
    private static byte[] WithoutManagedFields(in ReadOnlySequence<byte> json)
    {
        var reader = new Utf8JsonReader(json, JsonObjects.Options);
        JsonObjects.EnterRoot(ref reader);
        while (JsonObjects.NextProperty(ref reader))
        {
            if (!reader.ValueTextEquals("metadata"u8))
                JsonObjects.SkipValue(ref reader);
            else if (JsonObjects.EnterObject(ref reader) && FindManagedFields(ref reader) is var (from, to))
                return Without(json, from, to);
        }

        return json.ToArray();
    }

    /// <summary>Where the property is in the text, together with one comma beside it; null if there is none.</summary>
    private static (long From, long To)? FindManagedFields(ref Utf8JsonReader reader)
    {
        long before = reader.BytesConsumed;
        bool first = true;
        while (JsonObjects.NextProperty(ref reader))
        {
            bool found = reader.ValueTextEquals("managedFields"u8);
            JsonObjects.SkipValue(ref reader);
            if (found && !first)
                return (before, reader.BytesConsumed);
            if (found)
            {
                JsonObjects.NextProperty(ref reader);
                return (before, reader.TokenStartIndex);
            }

            (before, first) = (reader.BytesConsumed, false);
        }

        return null;
    }

    private static byte[] Without(in ReadOnlySequence<byte> json, long from, long to)
    {
        byte[] rest = new byte[json.Length - (to - from)];
        json.Slice(0, from).CopyTo(rest);
        json.Slice(to).CopyTo(rest.AsSpan((int)from));
        return rest;
    }
}
