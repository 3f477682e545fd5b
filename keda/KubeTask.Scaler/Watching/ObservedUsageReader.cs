using System.Text.Json;
using KubeTask.Scaler.Json;

namespace KubeTask.Scaler.Watching;

/// <summary>Reads the usage in a Task's status.</summary>
internal static class ObservedUsageReader
{
    /// <summary>Reads the object on whose start the reader stands.</summary>
    public static ObservedUsage Read(ref Utf8JsonReader reader)
    {
        var usage = new ObservedUsage();
        while (JsonObjects.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("inputTokens"u8))
                usage = usage with { InputTokens = Number(ref reader) };
            else if (reader.ValueTextEquals("cacheReadTokens"u8))
                usage = usage with { CacheReadTokens = Number(ref reader) };
            else if (reader.ValueTextEquals("cacheWriteTokens"u8))
                usage = usage with { CacheWriteTokens = Number(ref reader) };
            else if (reader.ValueTextEquals("outputTokens"u8))
                usage = usage with { OutputTokens = Number(ref reader) };
            else if (reader.ValueTextEquals("reasoningTokens"u8))
                usage = usage with { ReasoningTokens = Number(ref reader) };
            else if (reader.ValueTextEquals("totalTokens"u8))
                usage = usage with { TotalTokens = Number(ref reader) };
            else if (reader.ValueTextEquals("costUSD"u8))
                usage = usage with { CostUsd = JsonObjects.ReadDouble(ref reader) ?? 0 };
            else
                JsonObjects.SkipValue(ref reader);
        }

        return usage;
    }

    private static long Number(ref Utf8JsonReader reader) => JsonObjects.ReadInt64(ref reader) ?? 0;
}
