using System.Text.Json;
using KubeTask.Core.Jobs;
using KubeTask.Scaler.Json;

namespace KubeTask.Scaler.Watching;

/// <summary>Reads pods from lists and frames.</summary>
internal sealed class ObservedPodReader : IObservedReader<ObservedPod>
{
    public ObservedPod Read(ref Utf8JsonReader reader, ref ObjectMetadata metadata)
    {
        var status = default(Status);
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
            else
            {
                JsonObjects.SkipValue(ref reader);
            }
        }

        return new ObservedPod
        {
            Key = metadata.RequireKey(),
            Uid = metadata.Uid!,
            ResourceVersion = metadata.ResourceVersion!,
            CreatedAt = metadata.CreatedAt ?? DateTimeOffset.MinValue,
            Task = metadata.TaskAnnotation ?? metadata.TaskLabel,
            Job = metadata.JobOwner,
            Trouble = status.Trouble,
        };
    }

    private struct Status
    {
        private string? _phase;
        private DateTimeOffset? _unschedulableSince;
        private DateTimeOffset? _scheduledAt;
        private List<string?>? _initWaiting;
        private List<string?>? _waiting;
        private bool _running;

        public readonly PodTrouble? Trouble =>
            _phase is null or "Pending"
                ? PodTrouble.Of(_unschedulableSince, _scheduledAt, [.. _initWaiting ?? [], .. _waiting ?? []], _running)
                : null;

        public void Read(ref Utf8JsonReader reader)
        {
            while (JsonObjects.NextProperty(ref reader))
            {
                if (reader.ValueTextEquals("phase"u8))
                {
                    _phase = JsonObjects.ReadString(ref reader);
                }
                else if (reader.ValueTextEquals("conditions"u8))
                {
                    if (JsonObjects.EnterArray(ref reader))
                        ReadConditions(ref reader);
                }
                else if (reader.ValueTextEquals("initContainerStatuses"u8))
                {
                    if (JsonObjects.EnterArray(ref reader))
                        ReadContainers(ref reader, _initWaiting ??= []);
                }
                else if (!reader.ValueTextEquals("containerStatuses"u8))
                {
                    JsonObjects.SkipValue(ref reader);
                }
                else if (JsonObjects.EnterArray(ref reader))
                {
                    ReadContainers(ref reader, _waiting ??= []);
                }
            }
        }

        private void ReadConditions(ref Utf8JsonReader reader)
        {
            while (JsonObjects.NextElement(ref reader))
            {
                var condition = ObservedCondition.Read(ref reader);
                if (condition is { Type: "PodScheduled", Status: "True" })
                    _scheduledAt = condition.Since ?? DateTimeOffset.MinValue;
                else if (condition is { Type: "PodScheduled", Status: "False", Reason: "Unschedulable" })
                    _unschedulableSince = condition.Since ?? DateTimeOffset.MinValue;
            }
        }

        private void ReadContainers(ref Utf8JsonReader reader, List<string?> reasons)
        {
            while (JsonObjects.NextElement(ref reader))
            {
                while (JsonObjects.NextProperty(ref reader))
                {
                    if (!reader.ValueTextEquals("state"u8))
                        JsonObjects.SkipValue(ref reader);
                    else if (JsonObjects.EnterObject(ref reader))
                        ReadState(ref reader, reasons);
                }
            }
        }

        private void ReadState(ref Utf8JsonReader reader, List<string?> reasons)
        {
            while (JsonObjects.NextProperty(ref reader))
            {
                if (reader.ValueTextEquals("running"u8) || reader.ValueTextEquals("terminated"u8))
                {
                    _running = true;
                    JsonObjects.SkipValue(ref reader);
                }
                else if (!reader.ValueTextEquals("waiting"u8))
                {
                    JsonObjects.SkipValue(ref reader);
                }
                else if (JsonObjects.EnterObject(ref reader))
                {
                    while (JsonObjects.NextProperty(ref reader))
                    {
                        if (reader.ValueTextEquals("reason"u8))
                            reasons.Add(JsonObjects.ReadString(ref reader));
                        else
                            JsonObjects.SkipValue(ref reader);
                    }
                }
            }
        }
    }
}
