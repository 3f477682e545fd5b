using System.Buffers;
using System.Text.Json;

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
            carries.Json = json.Slice(start, reader.BytesConsumed - start).ToArray();
        return observed;
    }
}
