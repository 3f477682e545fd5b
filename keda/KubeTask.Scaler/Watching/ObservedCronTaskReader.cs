using System.Text.Json;
using KubeTask.Core.Cron;

namespace KubeTask.Scaler.Watching;

/// <summary>Reads CronTasks from lists and frames.</summary>
internal sealed class ObservedCronTaskReader : IObservedReader<ObservedCronTask>
{
    public ObservedCronTask Read(ref Utf8JsonReader reader, ref ObjectMetadata metadata)
    {
        var status = default(Status);
        long? successful = null,
            failed = null;
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
                    ReadSpec(ref reader, ref successful, ref failed);
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

        return new ObservedCronTask
        {
            Key = metadata.RequireKey(),
            Uid = metadata.Uid!,
            ResourceVersion = metadata.ResourceVersion!,
            Deleting = metadata.Deleting,
            StatusIsCurrent = status.ObservedGeneration == metadata.Generation,
            NextScheduleTime = status.NextScheduleTime,
            TriggerPending = CronTaskTrigger.IsPending(metadata.Trigger, status.LastTrigger),
            ActiveReported = status.Active,
            SuccessfulLimit = Limit(successful, CronTaskTasks.DefaultSuccessfulLimit),
            FailedLimit = Limit(failed, CronTaskTasks.DefaultFailedLimit),
        };
    }

    private static int Limit(long? asked, int unset) => (int)Math.Clamp(asked ?? unset, 0, int.MaxValue);

    private static void ReadSpec(ref Utf8JsonReader reader, ref long? successful, ref long? failed)
    {
        while (JsonObjects.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("successfulTasksHistoryLimit"u8))
                successful = JsonObjects.ReadInt64(ref reader);
            else if (reader.ValueTextEquals("failedTasksHistoryLimit"u8))
                failed = JsonObjects.ReadInt64(ref reader);
            else
                JsonObjects.SkipValue(ref reader);
        }
    }

    private struct Status
    {
        public long? ObservedGeneration;
        public DateTimeOffset? NextScheduleTime;
        public string? LastTrigger;
        public int Active;

        public void Read(ref Utf8JsonReader reader)
        {
            while (JsonObjects.NextProperty(ref reader))
            {
                if (reader.ValueTextEquals("observedGeneration"u8))
                {
                    ObservedGeneration = JsonObjects.ReadInt64(ref reader);
                }
                else if (reader.ValueTextEquals("nextScheduleTime"u8))
                {
                    NextScheduleTime = JsonObjects.ReadTime(ref reader);
                }
                else if (reader.ValueTextEquals("lastTrigger"u8))
                {
                    LastTrigger = JsonObjects.ReadString(ref reader);
                }
                else if (!reader.ValueTextEquals("active"u8))
                {
                    JsonObjects.SkipValue(ref reader);
                }
                else if (JsonObjects.EnterArray(ref reader))
                {
                    while (JsonObjects.NextElement(ref reader))
                    {
                        Active++;
                        while (JsonObjects.NextProperty(ref reader))
                            JsonObjects.SkipValue(ref reader);
                    }
                }
            }
        }
    }
}
