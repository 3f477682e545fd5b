using System.Text.Json;
using KubeTask.Scaler.Json;

namespace KubeTask.Scaler.Watching;

/// <summary>Reads the usage in a Task's status.</summary>
internal static class ObservedUsageReader
{
    /// <summary>Reads the object on whose start the reader stands.</summary>
    public static ObservedUsage Read(ref Utf8JsonReader reader)
    {
        long input = 0;
        long cacheRead = 0;
        long cacheWrite = 0;
        long output = 0;
        long reasoning = 0;
        long total = 0;
        double cost = 0;
        while (JsonObjects.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("inputTokens"u8))
                input = Number(ref reader);
            else if (reader.ValueTextEquals("cacheReadTokens"u8))
                cacheRead = Number(ref reader);
            else if (reader.ValueTextEquals("cacheWriteTokens"u8))
                cacheWrite = Number(ref reader);
            else if (reader.ValueTextEquals("outputTokens"u8))
                output = Number(ref reader);
            else if (reader.ValueTextEquals("reasoningTokens"u8))
                reasoning = Number(ref reader);
            else if (reader.ValueTextEquals("totalTokens"u8))
                total = Number(ref reader);
            else if (reader.ValueTextEquals("costUSD"u8))
                cost = JsonObjects.ReadDouble(ref reader) ?? 0;
            else
                JsonObjects.SkipValue(ref reader);
        }

        return new ObservedUsage
        {
            InputTokens = input,
            CacheReadTokens = cacheRead,
            CacheWriteTokens = cacheWrite,
            OutputTokens = output,
            ReasoningTokens = reasoning,
            TotalTokens = total,
            CostUsd = cost,
        };
    }

    private static long Number(ref Utf8JsonReader reader) => JsonObjects.ReadInt64(ref reader) ?? 0;
}
