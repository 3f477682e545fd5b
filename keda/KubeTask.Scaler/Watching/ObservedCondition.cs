using System.Text.Json;
using KubeTask.Core.Api;
using KubeTask.Scaler.Json;

namespace KubeTask.Scaler.Watching;

/// <summary>What the scaler keeps of a condition.</summary>
/// <param name="Type">The condition's type.</param>
/// <param name="Status">True, False or Unknown.</param>
/// <param name="Reason">One word.</param>
/// <param name="Since">When the status last changed.</param>
/// <param name="Message">The message of the condition Stopped; null for any other, because nobody needs it.</param>
internal readonly record struct ObservedCondition(string? Type, string? Status, string? Reason, DateTimeOffset? Since, string? Message)
{
    public static ObservedCondition Read(ref Utf8JsonReader reader)
    {
        string? type = null,
            status = null,
            reason = null;
        DateTimeOffset? since = null;
        // The message may come before the type, so the place is kept until the type is known.
        bool hasMessage = false;
        Utf8JsonReader message = reader;
        while (JsonObjects.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("type"u8))
            {
                type = JsonObjects.ReadString(ref reader);
            }
            else if (reader.ValueTextEquals("status"u8))
            {
                status = JsonObjects.ReadString(ref reader);
            }
            else if (reader.ValueTextEquals("reason"u8))
            {
                reason = JsonObjects.ReadString(ref reader);
            }
            else if (reader.ValueTextEquals("lastTransitionTime"u8))
            {
                since = JsonObjects.ReadTime(ref reader);
            }
            else
            {
                if (reader.ValueTextEquals("message"u8))
                {
                    hasMessage = true;
                    message = reader;
                }

                JsonObjects.SkipValue(ref reader);
            }
        }

        string? text = hasMessage && type == ConditionType.Stopped ? JsonObjects.ReadString(ref message) : null;
        return new ObservedCondition(type, status, reason, since, text);
    }
}
