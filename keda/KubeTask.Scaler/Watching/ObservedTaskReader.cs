using System.Text.Json;
using KubeTask.Core.Api;

namespace KubeTask.Scaler.Watching;

/// <summary>Reads Tasks from lists and frames.</summary>
internal sealed class ObservedTaskReader : IObservedReader<ObservedTask>
{
    public ObservedTask Read(ref Utf8JsonReader reader, ref ObjectMetadata metadata)
    {
        string? phase = null;
        DateTimeOffset? waitingSince = null;
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
                    ReadStatus(ref reader, ref phase, ref waitingSince);
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
            Terminal = TaskPhase.IsTerminal(phase),
            Running = phase == TaskPhase.Running,
            Deleting = metadata.Deleting,
            StopRequested = metadata.StopRequested,
            WaitingSince = waitingSince,
        };
    }

    private static void ReadStatus(ref Utf8JsonReader reader, ref string? phase, ref DateTimeOffset? waitingSince)
    {
        while (JsonObjects.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("phase"u8))
                phase = JsonObjects.ReadString(ref reader);
            else if (!reader.ValueTextEquals("conditions"u8))
                JsonObjects.SkipValue(ref reader);
            else if (JsonObjects.EnterArray(ref reader))
            {
                while (JsonObjects.NextElement(ref reader))
                {
                    ObservedCondition condition = ObservedCondition.Read(ref reader);
                    if (condition is not { Type: ConditionType.Accepted or ConditionType.ContextsResolved, Status: "False" })
                        continue;
                    DateTimeOffset since = condition.Since ?? DateTimeOffset.MinValue;
                    if (waitingSince is not { } earlier || since < earlier)
                        waitingSince = since;
                }
            }
        }
    }
}
