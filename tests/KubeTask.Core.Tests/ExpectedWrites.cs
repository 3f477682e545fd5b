using System.Text.Json.Nodes;

namespace KubeTask.Core.Tests;

/// <summary>
/// The form of a case's expected.yaml. A status may state once, as conditionsMessage, the message of every condition that has no message of
/// its own. Before the comparison each such condition gets that message, so nothing goes unchecked.
/// </summary>
internal static class ExpectedWrites
{
    private const string Shared = "conditionsMessage";
    private const string Message = "message";
    private const string Conditions = "conditions";

    /// <summary>A copy where each condition has its message.</summary>
    public static JsonObject InFull(JsonObject expected)
    {
        JsonObject copy = expected.DeepClone().AsObject();
        foreach (JsonObject status in Statuses(copy))
        {
            if (status[Shared] is not { } shared)
                continue;
            List<JsonObject> without = [.. status[Conditions]!.AsArray().Select(c => c!.AsObject()).Where(c => !c.ContainsKey(Message))];
            if (without.Count == 0)
                throw new FormatException($"{Shared} is the message of no condition");
            foreach (JsonObject condition in without)
                condition.Insert(condition.IndexOf("lastTransitionTime") + 1, Message, shared.DeepClone());
            status.Remove(Shared);
        }

        return copy;
    }

    /// <summary>A copy that states once the message that most conditions have, where two or more have it.</summary>
    public static JsonObject Shorten(JsonObject actual)
    {
        JsonObject copy = actual.DeepClone().AsObject();
        foreach (JsonObject status in Statuses(copy))
        {
            List<JsonObject> conditions = [.. status[Conditions]!.AsArray().Select(c => c!.AsObject())];
            if (conditions.Any(c => !c.ContainsKey(Message)))
                continue;
            (string shared, int count) = conditions.CountBy(c => (string)c[Message]!).OrderBy(c => -c.Value).FirstOrDefault();
            if (count < 2)
                continue;
            foreach (JsonObject condition in conditions.Where(c => (string)c[Message]! == shared))
                condition.Remove(Message);
            status.Insert(status.IndexOf(Conditions), Shared, shared);
        }

        return copy;
    }

    private static List<JsonObject> Statuses(JsonObject document) =>
        [
            .. (document["writes"]?.AsArray() ?? [])
                .Select(w => w!.AsObject())
                .SelectMany(w => new[] { w["status"], w["agent"] })
                .OfType<JsonObject>()
                .Where(s => s[Conditions] is JsonArray),
        ];
}
