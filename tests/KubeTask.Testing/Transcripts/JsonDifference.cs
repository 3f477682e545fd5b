using System.Text.Json.Nodes;

namespace KubeTask.Testing.Transcripts;

/// <summary>A place at which two answers differ; null stands for a missing value.</summary>
public sealed record JsonDifference(string Path, string? Recorded, string? Ours)
{
    public override string ToString() => $"{Path}\n    recorded: {Recorded ?? "(nothing)"}\n    ours:     {Ours ?? "(nothing)"}";

    /// <summary>
    /// Every difference between two normalized answers: status, content type, and each field of the body in any order.
    /// </summary>
    public static IReadOnlyList<JsonDifference> Between(RecordedExchange recorded, RecordedExchange ours)
    {
        var found = new List<JsonDifference>();
        if (recorded.Status != ours.Status)
            found.Add(new JsonDifference("status", $"{recorded.Status}", $"{ours.Status}"));

        if (recorded.ContentType != ours.ContentType)
            found.Add(new JsonDifference("contentType", recorded.ContentType, ours.ContentType));

        Compare("body", recorded.Body, ours.Body, found);
        return found;
    }

    private static void Compare(string path, JsonNode? recorded, JsonNode? ours, List<JsonDifference> found)
    {
        if (recorded is JsonObject recordedMap && ours is JsonObject ourMap)
        {
            foreach (string name in recordedMap.Select(p => p.Key).Union(ourMap.Select(p => p.Key)))
            {
                string inner = $"{path}.{name}";
                bool isRecorded = recordedMap.TryGetPropertyValue(name, out JsonNode? a);
                bool isOurs = ourMap.TryGetPropertyValue(name, out JsonNode? b);
                if (isRecorded && isOurs)
                {
                    Compare(inner, a, b, found);
                }
                else
                {
                    found.Add(new JsonDifference(inner, isRecorded ? Short(a) : null, isOurs ? Short(b) : null));
                }
            }
        }
        else if (recorded is JsonArray recordedList && ours is JsonArray ourList)
        {
            for (int i = 0; i < Math.Max(recordedList.Count, ourList.Count); i++)
            {
                string inner = $"{path}[{i}]";
                if (i < recordedList.Count && i < ourList.Count)
                {
                    Compare(inner, recordedList[i], ourList[i], found);
                }
                else
                {
                    found.Add(
                        new JsonDifference(
                            inner,
                            i < recordedList.Count ? Short(recordedList[i]) : null,
                            i < ourList.Count ? Short(ourList[i]) : null
                        )
                    );
                }
            }
        }
        else if (!JsonNode.DeepEquals(recorded, ours))
        {
            found.Add(new JsonDifference(path, Short(recorded), Short(ours)));
        }
    }

    private static string Short(JsonNode? node) =>
        Transcript.Line(node) is { Length: > 600 } text ? text[..600] + "…" : Transcript.Line(node);
}
