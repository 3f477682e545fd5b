using System.Text.Json;
using KubeTask.Core.Api;
using KubeTask.Scaler.Json;

namespace KubeTask.Scaler.Watching;

/// <summary>Reads Agents from lists and frames.</summary>
internal sealed class ObservedAgentReader : IObservedReader<ObservedAgent>
{
    public ObservedAgent Read(ref Utf8JsonReader reader, ref ObjectMetadata metadata)
    {
        var limits = default(Limits);
        var status = default(Status);
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
                    limits.Read(ref reader);
            }
            else if (reader.ValueTextEquals("status"u8))
            {
                if (JsonObjects.EnterObject(ref reader))
                    status.Read(ref reader);
            }
            else
            {
                JsonObjects.SkipValue(ref reader);
            }
        }

        return new ObservedAgent
        {
            Key = metadata.RequireKey(),
            Uid = metadata.Uid!,
            ResourceVersion = metadata.ResourceVersion!,
            Deleting = metadata.Deleting,
            MaxConcurrentTasks = limits.MaxConcurrentTasks,
            Quota = limits.Quota,
            StatusIsCurrent = status.ObservedGeneration == metadata.Generation,
            HasLedger = status.ObservedGeneration is not null,
            QueuedReported = status.Queued,
            Slots = status.Slots ?? [],
            Starts = status.Starts ?? [],
        };
    }

    private static int Clamped(ref Utf8JsonReader reader) => (int)Math.Clamp(JsonObjects.ReadInt64(ref reader) ?? 0, 0, int.MaxValue);

    private struct Limits
    {
        public int? MaxConcurrentTasks;
        public AgentQuota? Quota;

        public void Read(ref Utf8JsonReader reader)
        {
            while (JsonObjects.NextProperty(ref reader))
            {
                if (reader.ValueTextEquals("maxConcurrentTasks"u8))
                    MaxConcurrentTasks = Clamped(ref reader);
                else if (!reader.ValueTextEquals("quota"u8))
                    JsonObjects.SkipValue(ref reader);
                else if (JsonObjects.EnterObject(ref reader))
                    Quota = ReadQuota(ref reader);
            }
        }

        private static AgentQuota ReadQuota(ref Utf8JsonReader reader)
        {
            int starts = 0,
                seconds = 0;
            while (JsonObjects.NextProperty(ref reader))
            {
                if (reader.ValueTextEquals("maxTaskStarts"u8))
                    starts = Clamped(ref reader);
                else if (reader.ValueTextEquals("windowSeconds"u8))
                    seconds = Clamped(ref reader);
                else
                    JsonObjects.SkipValue(ref reader);
            }

            return new AgentQuota { MaxTaskStarts = starts, WindowSeconds = seconds };
        }
    }

    private struct Status
    {
        public long? ObservedGeneration;
        public int Queued;
        public List<ObservedSlot>? Slots;
        public List<DateTime>? Starts;

        public void Read(ref Utf8JsonReader reader)
        {
            while (JsonObjects.NextProperty(ref reader))
            {
                if (reader.ValueTextEquals("observedGeneration"u8))
                {
                    ObservedGeneration = JsonObjects.ReadInt64(ref reader);
                }
                else if (reader.ValueTextEquals("queued"u8))
                {
                    Queued = Clamped(ref reader);
                }
                else if (reader.ValueTextEquals("starts"u8))
                {
                    Starts = JsonObjects.ReadTimes(ref reader);
                }
                else if (!reader.ValueTextEquals("slots"u8))
                {
                    JsonObjects.SkipValue(ref reader);
                }
                else if (JsonObjects.EnterArray(ref reader))
                {
                    Slots = ReadSlots(ref reader);
                }
            }
        }

        private static List<ObservedSlot> ReadSlots(ref Utf8JsonReader reader)
        {
            var slots = new List<ObservedSlot>();
            while (JsonObjects.NextElement(ref reader))
            {
                string? uid = null,
                    task = null;
                int? attempt = null;
                DateTimeOffset? since = null;
                while (JsonObjects.NextProperty(ref reader))
                {
                    if (reader.ValueTextEquals("uid"u8))
                        uid = JsonObjects.ReadString(ref reader);
                    else if (reader.ValueTextEquals("task"u8))
                        task = JsonObjects.ReadString(ref reader);
                    else if (reader.ValueTextEquals("attempt"u8))
                        attempt = Clamped(ref reader);
                    else if (reader.ValueTextEquals("since"u8))
                        since = JsonObjects.ReadTime(ref reader);
                    else
                        JsonObjects.SkipValue(ref reader);
                }

                slots.Add(new ObservedSlot(new ObjectOwner(task ?? "", uid ?? ""), attempt, since));
            }

            return slots;
        }
    }
}
