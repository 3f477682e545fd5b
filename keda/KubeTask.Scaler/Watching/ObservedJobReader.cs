using System.Text.Json;
using KubeTask.Core.Jobs;
using KubeTask.Core.Outcomes;
using KubeTask.Scaler.Json;

namespace KubeTask.Scaler.Watching;

/// <summary>Reads Jobs from lists and frames.</summary>
internal sealed class ObservedJobReader : IObservedReader<ObservedJob>
{
    public ObservedJob Read(ref Utf8JsonReader reader, ref ObjectMetadata metadata)
    {
        var counts = default(Counts);
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
                    counts.ReadSpec(ref reader);
            }
            else if (reader.ValueTextEquals("status"u8))
            {
                if (JsonObjects.EnterObject(ref reader))
                    counts.ReadStatus(ref reader);
            }
            else
            {
                JsonObjects.SkipValue(ref reader);
            }
        }

        return new ObservedJob
        {
            Key = metadata.RequireKey(),
            Uid = metadata.Uid!,
            ResourceVersion = metadata.ResourceVersion!,
            Owner = metadata.TaskOwner,
            CreatedAt = metadata.CreatedAt ?? DateTimeOffset.MinValue,
            ReplacesPods = counts.ReplacesPods,
            Ended = counts.Ended,
            HasNoPod = !counts.Ended && metadata.CreatedAt is not null && counts.NoPod,
        };
    }

    private struct Counts
    {
        private long? _completions;
        private long? _backoffLimit;
        private long? _active;
        private long? _succeeded;
        private long? _failed;
        private bool _conditionSaysEnded;
        private bool _waitsForFormerPod;

        /// <summary>Whether a condition says so, or the counts can mean nothing else.</summary>
        public readonly bool Ended =>
            _conditionSaysEnded
            || new JobCounts(_completions, _backoffLimit, _active, _succeeded, _failed) is { SaySucceeded: true } or { SayFailed: true };

        public readonly bool ReplacesPods => !_waitsForFormerPod;

        public readonly bool NoPod => PodRefusal.NeverHadPod(_active, _succeeded, _failed);

        public void ReadSpec(ref Utf8JsonReader reader)
        {
            while (JsonObjects.NextProperty(ref reader))
            {
                if (reader.ValueTextEquals("completions"u8))
                    _completions = JsonObjects.ReadInt64(ref reader);
                else if (reader.ValueTextEquals("backoffLimit"u8))
                    _backoffLimit = JsonObjects.ReadInt64(ref reader);
                else if (reader.ValueTextEquals("podReplacementPolicy"u8))
                    _waitsForFormerPod = JsonObjects.ReadString(ref reader) == "Failed";
                else
                    JsonObjects.SkipValue(ref reader);
            }
        }

        public void ReadStatus(ref Utf8JsonReader reader)
        {
            while (JsonObjects.NextProperty(ref reader))
            {
                if (reader.ValueTextEquals("active"u8))
                {
                    _active = JsonObjects.ReadInt64(ref reader);
                }
                else if (reader.ValueTextEquals("succeeded"u8))
                {
                    _succeeded = JsonObjects.ReadInt64(ref reader);
                }
                else if (reader.ValueTextEquals("failed"u8))
                {
                    _failed = JsonObjects.ReadInt64(ref reader);
                }
                else if (!reader.ValueTextEquals("conditions"u8))
                {
                    JsonObjects.SkipValue(ref reader);
                }
                else if (JsonObjects.EnterArray(ref reader))
                {
                    while (JsonObjects.NextElement(ref reader))
                        _conditionSaysEnded |= ObservedCondition.Read(ref reader) is { Type: "Complete" or "Failed", Status: "True" };
                }
            }
        }
    }
}
