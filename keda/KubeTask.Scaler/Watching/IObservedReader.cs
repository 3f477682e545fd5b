using System.Text.Json;

namespace KubeTask.Scaler.Watching;

/// <summary>Reads objects of one kind.</summary>
internal interface IObservedReader<out T>
    where T : IObserved
{
    /// <summary>
    /// Reads the object that the reader stands on. <paramref name="metadata"/> holds what has been read so far, even if reading fails.
    /// </summary>
    /// <exception cref="JsonException">A field has the wrong type, or the object has no name.</exception>
    T Read(ref Utf8JsonReader reader, ref ObjectMetadata metadata);
}
