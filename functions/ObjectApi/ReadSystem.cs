using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeTask.Functions.Http;
using KubeTask.Functions.TaskApi;
using KubeTask.Hosting;
using KubeTask.Kubernetes.Callers;

namespace KubeTask.Functions.ObjectApi;

/// <summary>Shows versions and the functions' Deployment. What the caller may not read is left out, and the answer says why.</summary>
public sealed class ReadSystem(CallerApi api, RequestBoundary boundary, ReleaseSettings release)
{
    private const string Deployment = "kubetask-functions";
    private static readonly string s_version = typeof(ReadSystem).Assembly.GetName().Version?.ToString(3) ?? "";

    public Task RunAsync(HttpContext context) => boundary.AnswerAsync(context, null, null, [], async token =>
        {
            string ns = Uri.EscapeDataString(release.Namespace);
            Task<(JsonObject? Value, Refusal? Refusal)> reading = api.GetAsync(
                token,
                $"apis/apps/v1/namespaces/{ns}/deployments/{Deployment}",
                context.RequestAborted
            );
            Task<(JsonObject? Value, Refusal? Refusal)> listing = api.GetAsync(
                token,
                $"api/v1/namespaces/{ns}/pods?labelSelector={Uri.EscapeDataString($"app.kubernetes.io/name={Deployment}")}",
                context.RequestAborted
            );
            (JsonObject? version, Refusal? unknown) = await api.GetAsync(token, "version", context.RequestAborted);
            (JsonObject? deployment, Refusal? unread) = await reading;
            (JsonObject? pods, Refusal? unlisted) = await listing;
            // Everybody whom the API server knows may read its version, so this is where a wrong token shows.
            if ((unknown ?? unread) is { Code: HttpStatusCode.Unauthorized or HttpStatusCode.ServiceUnavailable } refusal)
                return HttpProblem.Of(refusal);
            var problems = new List<string>();
            if (unknown is not null)
                problems.Add($"the version of Kubernetes: {unknown.Message}");
            if (unread is not null)
                problems.Add($"the functions: {unread.Message}");
            if (unlisted is not null)
                problems.Add($"how long the functions take to wake: {unlisted.Message}");
            var state = new SystemState
            {
                Versions = new SystemVersions
                {
                    KubeTask = s_version,
                    Kubernetes = (string?)version?["gitVersion"],
                    Runtime = Environment.Version.ToString(),
                },
                Namespace = release.Namespace,
                Functions = deployment is null ? null : StateOf(deployment, pods),
                Problems = problems,
            };
            JsonNode answer = JsonSerializer.SerializeToNode(state, ObjectJson.Default.SystemState)!;
            await TaskAnswer.WriteAsync(context, StatusCodes.Status200OK, answer.AsObject());
            return null;
        });

    private static FunctionsState StateOf(JsonObject deployment, JsonObject? pods) =>
        new()
        {
            Desired = (int?)deployment["spec"]?["replicas"] ?? 0,
            Ready = (int?)deployment["status"]?["readyReplicas"] ?? 0,
            Image =
                (deployment["spec"]?["template"]?["spec"]?["containers"] as JsonArray)?.Count > 0
                    ? (string?)deployment["spec"]!["template"]!["spec"]!["containers"]![0]?["image"]
                    : null,
            WakeSeconds = (pods?["items"] as JsonArray ?? [])
                .OfType<JsonObject>()
                .OrderByDescending(pod => CreatedAt(pod))
                .Select(WakeOf)
                .FirstOrDefault(wake => wake is not null),
        };

    private static double? WakeOf(JsonObject pod)
    {
        JsonObject? ready = (pod["status"]?["conditions"] as JsonArray ?? [])
            .OfType<JsonObject>()
            .FirstOrDefault(c => (string?)c["type"] == "Ready" && (string?)c["status"] == "True");
        return CreatedAt(pod) is { } created && TimeOf(ready?["lastTransitionTime"]) is { } at ? (at - created).TotalSeconds : null;
    }

    private static DateTimeOffset? CreatedAt(JsonObject pod) => TimeOf(pod["metadata"]?["creationTimestamp"]);

    private static DateTimeOffset? TimeOf(JsonNode? time) =>
        DateTimeOffset.TryParse((string?)time, CultureInfo.InvariantCulture, out DateTimeOffset parsed) ? parsed : null;
}
