using System.Text.Json;
using KubeTask.Core;
using KubeTask.Scaler.Json;

namespace KubeTask.Scaler.Watching;

/// <summary>What the scaler observes of a Context: only that it changes.</summary>
public sealed record ObservedContext : IObserved
{
    public required ObjectKey Key { get; init; }
    public required string Uid { get; init; }
    public required string ResourceVersion { get; init; }
}

/// <summary>Reads Contexts from lists and frames.</summary>
internal sealed class ObservedContextReader : IObservedReader<ObservedContext>
{
    public ObservedContext Read(ref Utf8JsonReader reader, ref ObjectMetadata metadata)
    {
        while (JsonObjects.NextProperty(ref reader))
        {
            if (!reader.ValueTextEquals("metadata"u8))
                JsonObjects.SkipValue(ref reader);
            else if (JsonObjects.EnterObject(ref reader))
                metadata.Read(ref reader);
        }

        return new ObservedContext
        {
            Key = metadata.RequireKey(),
            Uid = metadata.Uid!,
            ResourceVersion = metadata.ResourceVersion!,
        };
    }
}
