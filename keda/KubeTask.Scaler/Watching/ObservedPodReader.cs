using System.Text.Json;
using KubeTask.Core.Api;
using KubeTask.Core.Jobs;
using KubeTask.Core.Work;
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
            Deleting = metadata.Deleting,
            MayRun = status.MayRun,
            NeverStarted = status.NeverStarted,
            Agent = status.Agent,
            Fetches = status.Fetches,
        };
    }

    private struct Status
    {
        private string? _phase;
        private DateTimeOffset? _unschedulableSince;
        private DateTimeOffset? _scheduledAt;
        private List<ObservedContainer>? _initContainers;
        private List<ObservedContainer>? _containers;

        public readonly bool MayRun => _phase is null or "Pending" or "Running" or "Unknown";

        public readonly PodTrouble? Trouble
        {
            get
            {
                if (_phase is not (null or "Pending"))
                    return null;
                ObservedContainer[] all = [.. _initContainers ?? [], .. _containers ?? []];
                return PodTrouble.Of(
                    _unschedulableSince,
                    _scheduledAt,
                    all.Where(c => !c.Runs && !c.Ended).Select(c => c.Waiting),
                    all.Any(c => c.Runs || c.Ended)
                );
            }
        }

        public readonly bool NeverStarted => _scheduledAt is null && Agent == AgentObservation.NotStarted;

        public readonly bool Fetches => _initContainers?.Exists(c => c.Name == KubeTaskApi.InitContainer) == true;

        public readonly AgentObservation Agent =>
            _containers?.Find(c => c.Name == KubeTaskApi.AgentContainer) is not { } agent ? AgentObservation.NotStarted
            : agent.Runs ? AgentObservation.Runs
            : !agent.Ended ? AgentObservation.NotStarted
            : MayRun && _containers!.Exists(c => !c.Ended) ? AgentObservation.EndedBeforeOthers
            : AgentObservation.Ended;

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
                        ReadContainers(ref reader, _initContainers ??= []);
                }
                else if (!reader.ValueTextEquals("containerStatuses"u8))
                {
                    JsonObjects.SkipValue(ref reader);
                }
                else if (JsonObjects.EnterArray(ref reader))
                {
                    ReadContainers(ref reader, _containers ??= []);
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

        private static void ReadContainers(ref Utf8JsonReader reader, List<ObservedContainer> containers)
        {
            while (JsonObjects.NextElement(ref reader))
                containers.Add(ObservedContainer.Read(ref reader));
        }
    }
}
