using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using KubeTask.Cli.Clusters;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Kubernetes.Api;

namespace KubeTask.Cli.Doctor;

/// <summary>Whether the API server answers and is new enough, and whether a Task finds an Agent.</summary>
internal static class ClusterCheck
{
    private const int Major = 1;
    private const int LeastMinor = 25;

    /// <exception cref="HttpRequestException">The API server can't be reached.</exception>
    public static async Task<Finding> ServerAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        JsonObject? version = await cluster.FindAsync("version", cancellationToken);
        return OfVersion((string?)version?["gitVersion"], cluster.Address);
    }

    /// <summary>What a version such as v1.36.0 means. Pure.</summary>
    internal static Finding OfVersion(string? version, Uri address)
    {
        const string Topic = "API server";
        string[] parts = (version ?? "").TrimStart('v').Split('.', '-', '+');
        if (parts.Length < 2 || !Read(parts[0], out int major) || !Read(parts[1], out int minor))
            return Finding.Unknown(Topic, $"{address} answers, but not with a version");
        return major > Major || (major == Major && minor >= LeastMinor)
            ? Finding.Ok(Topic, $"{version} at {address}")
            : Finding.Wrong(Topic, $"{version} at {address} is too old; KubeTask needs Kubernetes {Major}.{LeastMinor} or newer");
    }

    public static async Task<Finding> AgentAsync(Cluster cluster, string ns, CancellationToken cancellationToken)
    {
        const string Topic = "Agent";
        try
        {
            if (await cluster.FindAsync(Kind.Agent.Path(new ObjectKey(ns, KubeTaskApi.DefaultAgent)), cancellationToken) is not null)
                return Finding.Ok(Topic, $"namespace {ns} has an Agent \"{KubeTaskApi.DefaultAgent}\"");
            JsonObject? all = await cluster.FindAsync(Kind.Agent.Collection(ns), cancellationToken);
            string[] others = [.. (all?["items"] as JsonArray ?? []).Select(a => (string?)a?["metadata"]?["name"]).OfType<string>()];
            return Finding.Note(
                Topic,
                $"namespace {ns} has no Agent \"{KubeTaskApi.DefaultAgent}\"; create one"
                    + (
                        others.Length > 0
                            ? $", or name another in run --agent: {string.Join(", ", others.Take(5))}"
                            : " before you run a Task"
                    )
            );
        }
        catch (ApiException e) when (e.Error.Code == HttpStatusCode.Forbidden)
        {
            return Finding.Unknown(Topic, $"you have no right to read the Agents of namespace {ns}");
        }
    }

    private static bool Read(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
