using System.Text.Json;
using KubeTask.Core.Api;
using KubeTask.Core.Tasks;
using KubeTask.Scaler.Json;

namespace KubeTask.Scaler.Watching;

/// <summary>Reads Tasks from lists and frames.</summary>
internal sealed class ObservedTaskReader : IObservedReader<ObservedTask>
{
    public ObservedTask Read(ref Utf8JsonReader reader, ref ObjectMetadata metadata)
    {
        var status = default(Status);
        var spec = default(Spec);
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
                    spec.Read(ref reader);
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
            CreatedAt = metadata.CreatedAt ?? DateTimeOffset.MinValue,
            Terminal = TaskPhase.IsTerminal(status.Phase),
            Failed = status.Phase == TaskPhase.Failed,
            Running = status.Phase == TaskPhase.Running,
            Queued = status.Phase == TaskPhase.Queued,
            Deleting = metadata.Deleting,
            Held = metadata.Deleting && metadata.HasFinalizer,
            StartedPod = status.Started ? status.PodName : null,
            DeadlineSeconds = spec.DeadlineSeconds,
            Agent = string.IsNullOrEmpty(spec.Agent) ? KubeTaskApi.DefaultAgent : spec.Agent,
            CronTask = metadata.CronTaskOwner,
            EndedAttempts = status.EndedAttempts,
            NextAttemptAt = status.NextAttemptAt,
            TroubleReported = status.TroubleReported,
            SpecChanged = SpecChange.IsPending(status.Phase, metadata.Generation, status.ObservedGeneration),
            StopRequested = StopRequests.Parse(metadata.Stop) == true || StopRequests.Parse(metadata.Terminate) == true,
            StopReportDue = StopReport.IsDue(StopRequests.Invalid(metadata.Stop, metadata.Terminate), status.StopReported),
            CompletedAt = status.CompletedAt,
            Usage = TaskPhase.IsTerminal(status.Phase) ? status.Usage : null,
            UsageDue = TaskUsage.IsDue(status.Phase, status.Usage is not null, status.UsageCounted),
            TtlSeconds = spec.TtlSeconds,
            Kept = KeptTask.IsKept(metadata.Keep),
            WaitingSince = status.WaitingSince,
        };
    }

    private struct Spec
    {
        public long? TtlSeconds;
        public long? DeadlineSeconds;
        public string? Agent;

        public void Read(ref Utf8JsonReader reader)
        {
            while (JsonObjects.NextProperty(ref reader))
            {
                if (reader.ValueTextEquals("ttlSecondsAfterFinished"u8))
                    TtlSeconds = JsonObjects.ReadInt64(ref reader);
                else if (reader.ValueTextEquals("activeDeadlineSeconds"u8))
                    DeadlineSeconds = JsonObjects.ReadInt64(ref reader);
                else if (reader.ValueTextEquals("agentRef"u8))
                    Agent = JsonObjects.ReadString(ref reader);
                else
                    JsonObjects.SkipValue(ref reader);
            }
        }
    }

    private struct Status
    {
        public string? Phase;
        public DateTimeOffset? CompletedAt;
        public DateTimeOffset? WaitingSince;
        public DateTimeOffset? NextAttemptAt;
        public string? TroubleReported;
        public string? PodName;
        public bool Started;
        public string? StopReported;
        public int EndedAttempts;
        public long? ObservedGeneration;
        public ObservedUsage? Usage;
        public bool UsageCounted;

        public void Read(ref Utf8JsonReader reader)
        {
            while (JsonObjects.NextProperty(ref reader))
            {
                if (reader.ValueTextEquals("phase"u8))
                {
                    Phase = JsonObjects.ReadString(ref reader);
                }
                else if (reader.ValueTextEquals("podName"u8))
                {
                    PodName = JsonObjects.ReadString(ref reader);
                }
                else if (reader.ValueTextEquals("completionTime"u8))
                {
                    CompletedAt = JsonObjects.ReadTime(ref reader);
                }
                else if (reader.ValueTextEquals("nextAttemptTime"u8))
                {
                    NextAttemptAt = JsonObjects.ReadTime(ref reader);
                }
                else if (reader.ValueTextEquals("observedGeneration"u8))
                {
                    ObservedGeneration = JsonObjects.ReadInt64(ref reader);
                }
                else if (reader.ValueTextEquals("usage"u8))
                {
                    if (JsonObjects.EnterObject(ref reader))
                        Usage = ObservedUsageReader.Read(ref reader);
                }
                else if (reader.ValueTextEquals("usageCounted"u8))
                {
                    UsageCounted = JsonObjects.ReadBoolean(ref reader) == true;
                }
                else if (reader.ValueTextEquals("attempts"u8))
                {
                    if (JsonObjects.EnterArray(ref reader))
                        ReadAttempts(ref reader);
                }
                else if (!reader.ValueTextEquals("conditions"u8))
                {
                    JsonObjects.SkipValue(ref reader);
                }
                else if (JsonObjects.EnterArray(ref reader))
                {
                    ReadConditions(ref reader);
                }
            }
        }

        private void ReadAttempts(ref Utf8JsonReader reader)
        {
            while (JsonObjects.NextElement(ref reader))
            {
                bool ended = false;
                while (JsonObjects.NextProperty(ref reader))
                {
                    if (reader.ValueTextEquals("completionTime"u8))
                        ended = JsonObjects.ReadString(ref reader) is not null;
                    else
                        JsonObjects.SkipValue(ref reader);
                }

                if (ended)
                    EndedAttempts++;
            }
        }

        private void ReadConditions(ref Utf8JsonReader reader)
        {
            while (JsonObjects.NextElement(ref reader))
            {
                var condition = ObservedCondition.Read(ref reader);
                Started |= condition is { Type: ConditionType.Started, Status: "True" };
                if (condition.Status != "False")
                    continue;
                if (condition.Type == ConditionType.Started)
                    TroubleReported = condition.Reason;
                StopReported ??= StopReport.Reported(condition.Type, condition.Status, condition.Reason, condition.Message);
                if (condition.Type is not (ConditionType.Accepted or ConditionType.ContextsResolved))
                    continue;
                DateTimeOffset since = condition.Since ?? DateTimeOffset.MinValue;
                if (WaitingSince is not { } earlier || since < earlier)
                    WaitingSince = since;
            }
        }
    }
}
