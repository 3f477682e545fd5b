using System.Text.Json;

namespace KubeTask.Scaler.Watching;

/// <summary>Reads objects of one kind.</summary>
internal interface IObservedReader<out T>
    where T : IObserved
{
    /// <summary>
    /// Reads the object that the reader stands on; <paramref name="metadata"/> holds what was read of it even when reading fails.
    /// </summary>
    /// <exception cref="JsonException">A field has a type that it can't have, or the object can't be named.</exception>
    T Read(ref Utf8JsonReader reader, ref ObjectMetadata metadata);
}
