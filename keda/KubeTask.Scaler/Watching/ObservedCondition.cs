using System.Text.Json;
using KubeTask.Scaler.Json;

namespace KubeTask.Scaler.Watching;

/// <summary>What the scaler keeps of a condition.</summary>
internal readonly record struct ObservedCondition(string? Type, string? Status, string? Reason, DateTimeOffset? Since)
{
    public static ObservedCondition Read(ref Utf8JsonReader reader)
    {
        string? type = null,
            status = null,
            reason = null;
        DateTimeOffset? since = null;
        while (JsonObjects.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("type"u8))
                type = JsonObjects.ReadString(ref reader);
            else if (reader.ValueTextEquals("status"u8))
                status = JsonObjects.ReadString(ref reader);
            else if (reader.ValueTextEquals("reason"u8))
                reason = JsonObjects.ReadString(ref reader);
            else if (reader.ValueTextEquals("lastTransitionTime"u8))
                since = JsonObjects.ReadTime(ref reader);
            else
                JsonObjects.SkipValue(ref reader);
        }

        return new ObservedCondition(type, status, reason, since);
    }
}
