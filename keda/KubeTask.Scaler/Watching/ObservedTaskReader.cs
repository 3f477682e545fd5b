using System.Text.Json;
using KubeTask.Core.Api;

namespace KubeTask.Scaler.Watching;

/// <summary>Reads Tasks from lists and frames.</summary>
internal sealed class ObservedTaskReader : IObservedReader<ObservedTask>
{
    public ObservedTask Read(ref Utf8JsonReader reader, ref ObjectMetadata metadata)
    {
        var status = default(Status);
        long? ttl = null;
        while (JsonObjects.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("metadata"u8))
            {
                if (JsonObjects.EnterObject(ref reader))
                    metadata.Read(ref reader);
            }
            else if (reader.ValueTextEquals("status"u8))
            {
                if (JsonObjects.EnterObject(ref reader))
                    status.Read(ref reader);
            }
            else if (reader.ValueTextEquals("spec"u8))
            {
                if (JsonObjects.EnterObject(ref reader))
                    ttl = ReadTtl(ref reader);
            }
            else
            {
                JsonObjects.SkipValue(ref reader);
            }
        }

        return new ObservedTask
        {
            Key = metadata.RequireKey(),
            Uid = metadata.Uid!,
            ResourceVersion = metadata.ResourceVersion!,
            Generation = metadata.Generation,
            Terminal = TaskPhase.IsTerminal(status.Phase),
            Running = status.Phase == TaskPhase.Running,
            Deleting = metadata.Deleting,
            StopRequested = metadata.StopRequested,
            CompletedAt = status.CompletedAt,
            TtlSeconds = ttl,
            WaitingSince = status.WaitingSince,
        };
    }

    private static long? ReadTtl(ref Utf8JsonReader reader)
    {
        long? ttl = null;
        while (JsonObjects.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("ttlSecondsAfterFinished"u8))
                ttl = JsonObjects.ReadInt64(ref reader);
            else
                JsonObjects.SkipValue(ref reader);
        }

        return ttl;
    }

    private struct Status
    {
        public string? Phase;
        public DateTimeOffset? CompletedAt;
        public DateTimeOffset? WaitingSince;

        public void Read(ref Utf8JsonReader reader)
        {
            while (JsonObjects.NextProperty(ref reader))
            {
                if (reader.ValueTextEquals("phase"u8))
                    Phase = JsonObjects.ReadString(ref reader);
                else if (reader.ValueTextEquals("completionTime"u8))
                    CompletedAt = JsonObjects.ReadTime(ref reader);
                else if (!reader.ValueTextEquals("conditions"u8))
                    JsonObjects.SkipValue(ref reader);
                else if (JsonObjects.EnterArray(ref reader))
                    ReadConditions(ref reader);
            }
        }

        private void ReadConditions(ref Utf8JsonReader reader)
        {
            while (JsonObjects.NextElement(ref reader))
            {
                ObservedCondition condition = ObservedCondition.Read(ref reader);
                if (condition is not { Type: ConditionType.Accepted or ConditionType.ContextsResolved, Status: "False" })
                    continue;
                DateTimeOffset since = condition.Since ?? DateTimeOffset.MinValue;
                if (WaitingSince is not { } earlier || since < earlier)
                    WaitingSince = since;
            }
        }
    }
}
