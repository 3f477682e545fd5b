using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeTask.Core.Api;
using KubeTask.Functions.TaskApi;
using KubeTask.Hosting;
using KubeTask.Kubernetes.Callers;

namespace KubeTask.Functions.ObjectApi;

/// <summary>Shows versions and the functions' Deployment. What the caller may not read is left out, and the answer says why.</summary>
public sealed class ReadSystem(CallerApi api, RequestBoundary boundary)
{
    private const string Deployment = "kubetask-functions";
    private static readonly string s_version = typeof(ReadSystem).Assembly.GetName().Version?.ToString(3) ?? "";

    private static string ReleaseNamespace =>
        Environment.GetEnvironmentVariable(FunctionServices.ReleaseNamespaceVariable) ?? KubeTaskApi.DefaultReleaseNamespace;

    public Task RunAsync(HttpContext context) =>
        boundary.AnswerAsync(context, null, null, [], async token =>
        {
            Task<(JsonObject? Value, Refusal? Refusal)> reading = api.GetAsync(
                token,
                $"apis/apps/v1/namespaces/{Uri.EscapeDataString(ReleaseNamespace)}/deployments/{Deployment}",
                context.RequestAborted
            );
            (JsonObject? version, Refusal? unknown) = await api.GetAsync(token, "version", context.RequestAborted);
            (JsonObject? deployment, Refusal? unread) = await reading;
            // Everybody whom the API server knows may read its version, so this is where a wrong token shows.
            if ((unknown ?? unread) is { Code: HttpStatusCode.Unauthorized or HttpStatusCode.ServiceUnavailable } refusal)
                return HttpProblem.Of(refusal);
            var problems = new List<string>();
            if (unknown is not null)
                problems.Add($"the version of Kubernetes: {unknown.Message}");
            if (unread is not null)
                problems.Add($"the functions: {unread.Message}");
            var state = new SystemState
            {
                Versions = new SystemVersions
                {
                    KubeTask = s_version,
                    Kubernetes = (string?)version?["gitVersion"],
                    Runtime = Environment.Version.ToString(),
                },
                Functions = deployment is null ? null : StateOf(deployment),
                Problems = problems,
            };
            JsonNode answer = JsonSerializer.SerializeToNode(state, ObjectJson.Default.SystemState)!;
            await TaskAnswer.WriteAsync(context, StatusCodes.Status200OK, answer.AsObject());
            return null;
        });

    private static FunctionsState StateOf(JsonObject deployment) =>
        new()
        {
            Desired = (int?)deployment["spec"]?["replicas"] ?? 0,
            Ready = (int?)deployment["status"]?["readyReplicas"] ?? 0,
            Image = (deployment["spec"]?["template"]?["spec"]?["containers"] as JsonArray)?.Count > 0
                ? (string?)deployment["spec"]!["template"]!["spec"]!["containers"]![0]?["image"]
                : null,
        };
}
