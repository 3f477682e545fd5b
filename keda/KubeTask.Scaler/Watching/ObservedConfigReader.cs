using System.Text.Json;
using KubeTask.Scaler.Json;

namespace KubeTask.Scaler.Watching;

/// <summary>Reads KubeTaskConfigs from lists and frames.</summary>
internal sealed class ObservedConfigReader : IObservedReader<ObservedConfig>
{
    public ObservedConfig Read(ref Utf8JsonReader reader, ref ObjectMetadata metadata)
    {
        long? ttl = null,
            maxRetained = null;
        while (JsonObjects.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("metadata"u8))
            {
                if (JsonObjects.EnterObject(ref reader))
                    metadata.Read(ref reader);
            }
            else if (reader.ValueTextEquals("spec"u8))
            {
                if (JsonObjects.EnterObject(ref reader))
                    ReadSpec(ref reader, ref ttl, ref maxRetained);
            }
            else
            {
                JsonObjects.SkipValue(ref reader);
            }
        }

        return new ObservedConfig
        {
            Key = metadata.RequireKey(),
            Uid = metadata.Uid!,
            ResourceVersion = metadata.ResourceVersion!,
            TtlSeconds = ttl,
            MaxRetained = maxRetained,
        };
    }

    private static void ReadSpec(ref Utf8JsonReader reader, ref long? ttl, ref long? maxRetained)
    {
        while (JsonObjects.NextProperty(ref reader))
        {
            if (!reader.ValueTextEquals("taskLifecycle"u8))
            {
                JsonObjects.SkipValue(ref reader);
            }
            else if (JsonObjects.EnterObject(ref reader))
            {
                while (JsonObjects.NextProperty(ref reader))
                {
                    if (reader.ValueTextEquals("ttlSecondsAfterFinished"u8))
                        ttl = JsonObjects.ReadInt64(ref reader);
                    else if (reader.ValueTextEquals("maxRetainedTasks"u8))
                        maxRetained = JsonObjects.ReadInt64(ref reader);
                    else
                        JsonObjects.SkipValue(ref reader);
                }
            }
        }
    }
}
