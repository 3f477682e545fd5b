using System.Globalization;
using System.Text.RegularExpressions;

namespace KubeTask.Bench;

/// <summary>
/// The calls that the API server has answered so far, by its own metrics, without those that only the bench makes: the creation of Tasks,
/// the pods, and the statuses of pods and Jobs.
/// </summary>
internal sealed partial class ApiCalls
{
    private static readonly string[] s_resources =
    [
        "tasks",
        "agents",
        "contexts",
        "kubetaskconfigs",
        "configmaps",
        "jobs",
        "pods",
        "events",
    ];
    private static readonly string[] s_bench = ["POST tasks", "POST pods", "PATCH pods/status", "PATCH jobs/status"];
    private readonly Dictionary<string, double> _calls = new(StringComparer.Ordinal);

    private ApiCalls() { }

    public static async Task<ApiCalls> ReadAsync(Server server, CancellationToken cancellationToken)
    {
        var calls = new ApiCalls();
        foreach (Match count in Count().Matches(await server.TextAsync("metrics", cancellationToken)))
        {
            var labels = Label()
                .Matches(count.Groups[1].Value)
                .ToDictionary(l => l.Groups[1].Value, l => l.Groups[2].Value, StringComparer.Ordinal);
            string resource = labels["resource"],
                sub = labels["subresource"];
            string call = $"{labels["verb"]} {resource}{(sub.Length > 0 ? "/" + sub : "")}";
            if (!s_resources.Contains(resource) || labels["verb"] is "WATCH" or "CONNECT" || s_bench.Contains(call))
                continue;
            double number = double.Parse(count.Groups[2].Value, CultureInfo.InvariantCulture);
            calls._calls[call] = calls._calls.GetValueOrDefault(call) + number;
        }

        return calls;
    }

    /// <summary>The calls since an earlier count, for each of several Tasks. What is rarer than one in twenty Tasks is left out.</summary>
    public IReadOnlyDictionary<string, double> Since(ApiCalls earlier, int tasks) =>
        new SortedDictionary<string, double>(
            _calls
                .Select(c => KeyValuePair.Create(c.Key, (c.Value - earlier._calls.GetValueOrDefault(c.Key)) / tasks))
                .Where(c => c.Value >= 0.05)
                .ToDictionary(),
            StringComparer.Ordinal
        );

    [GeneratedRegex("""^apiserver_request_total\{(.*)\} (\S+)$""", RegexOptions.Multiline)]
    private static partial Regex Count();

    [GeneratedRegex("""(\w+)="([^"]*)"(?:,|$)""")]
    private static partial Regex Label();
}
