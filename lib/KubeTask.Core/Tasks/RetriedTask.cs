using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KubeTask.Core.Api;
using KubeTask.Core.Names;

namespace KubeTask.Core.Tasks;

/// <summary>The Task that does the work of an ended one again. The HTTP API and the command line make the same one.</summary>
public static partial class RetriedTask
{
    /// <summary>How many retries of one Task may exist.</summary>
    public const int Most = 100;

    /// <summary>The name of the Task that was retried first: a retry of a retry belongs to it.</summary>
    public static string OriginOf(string name) => RetryNumber().Replace(name, "");

    /// <summary>
    /// The Tasks that may be created, in the order in which to try them. The name is the lock: if one exists already, the next is tried.
    /// </summary>
    /// <param name="ended">The Task that has ended, as the API server sends it.</param>
    public static IEnumerable<JsonObject> Candidates(JsonObject ended)
    {
        string origin = OriginOf((string)ended["metadata"]!["name"]!);
        return Enumerable.Range(1, Most).Select(number => Copy(ended, NameOf(origin, number)));
    }

    private static string NameOf(string origin, int number) =>
        ResourceNames.Fit(origin, string.Create(CultureInfo.InvariantCulture, $"-retry-{number}"), ResourceNames.ObjectLimit);

    /// <summary>The spec and what users wrote on the Task, without what KubeTask or kubectl wrote there.</summary>
    private static JsonObject Copy(JsonObject task, string name)
    {
        JsonNode read = task["metadata"]!;
        var metadata = new JsonObject { ["name"] = name, ["namespace"] = (string?)read["namespace"] };
        foreach (string field in (string[])["labels", "annotations"])
        {
            var written = new JsonObject();
            foreach ((string key, JsonNode? value) in read[field] as JsonObject ?? [])
            {
                if (!IsOfProgram(key))
                    written[key] = value?.DeepClone();
            }

            if (written.Count > 0)
                metadata[field] = written;
        }

        return new JsonObject
        {
            ["apiVersion"] = KubeTaskApi.GroupVersion,
            ["kind"] = "Task",
            ["metadata"] = metadata,
            ["spec"] = task["spec"]?.DeepClone(),
        };
    }

    private static bool IsOfProgram(string key) =>
        key.StartsWith(KubeTaskApi.Group + "/", StringComparison.Ordinal)
        || key.StartsWith("kubectl.kubernetes.io/", StringComparison.Ordinal);

    [GeneratedRegex("-retry-[0-9]+$")]
    private static partial Regex RetryNumber();
}
