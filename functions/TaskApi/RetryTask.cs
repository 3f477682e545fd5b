using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Core.Names;
using KubeTask.Hosting;
using KubeTask.Kubernetes.Api;
using KubeTask.Kubernetes.Callers;

namespace KubeTask.Functions.TaskApi;

/// <summary>
/// Creates a Task with the spec of one that has ended. Its name is the lock: two retries at once get two names, and none is lost.
/// </summary>
public sealed partial class RetryTask(
    CallerApi api,
    RequestBoundary boundary,
    NamespaceCheck namespaces,
    TaskWait taskWait,
    ILogger<RetryTask> logger
)
{
    private const int MostRetries = 100;
    private static readonly QueryParameter[] s_parameters = [QueryParameter.Wait];

    public Task RunAsync(HttpContext context, string ns, string name, string? wait) =>
        boundary.AnswerAsync(context, ns, name, s_parameters, async token =>
        {
            (TimeSpan limit, HttpProblem? problem) = WaitParameter.Parse(wait);
            if (problem is not null)
                return problem;
            var key = new ObjectKey(ns, name);
            (JsonObject? ended, Refusal? refusal) = await api.GetAsync(token, ApiPaths.Task(key), context.RequestAborted);
            if (ended is null)
                return await namespaces.ExplainAsync(token, key, refusal!, context.RequestAborted);
            if (!TaskWatch.HasEnded(ended))
            {
                string phase = (string?)ended["status"]?["phase"] ?? TaskPhase.Pending;
                return HttpProblem.Of(
                    StatusCodes.Status409Conflict,
                    $"Task {name} is {phase}; only a Task that has ended can be retried. Wait for its end, or stop it"
                );
            }

            (JsonObject? created, problem) = await CreateAsync(token, ns, name, ended, context.RequestAborted);
            if (created is null)
                return problem;
            var newKey = new ObjectKey(ns, (string)created["metadata"]!["name"]!);
            logger.LogInformation("task {Key} retried over HTTP as {Name}", key, newKey.Name);
            context.Response.Headers.Location = $"/api/v1/namespaces/{ns}/tasks/{newKey.Name}";
            created = await taskWait.UntilEndAsync(context, token, newKey, created, limit);
            await TaskAnswer.WriteAsync(context, StatusCodes.Status201Created, created);
            return null;
        });

    private async Task<(JsonObject? Task, HttpProblem? Problem)> CreateAsync(
        CallerToken token,
        string ns,
        string name,
        JsonObject ended,
        CancellationToken cancellationToken
    )
    {
        string origin = RetryNumber().Replace(name, "");
        for (int number = 1; number <= MostRetries; number++)
        {
            (JsonObject? created, Refusal? refusal) = await api.CreateAsync(
                token,
                CallerPaths.Tasks(ns),
                Copy(ended, ns, NameOf(origin, number)),
                cancellationToken
            );
            if (created is not null)
                return (created, null);
            if (!refusal!.IsAlreadyExists)
                return (null, HttpProblem.Of(refusal));
        }

        return (
            null,
            HttpProblem.Of(StatusCodes.Status409Conflict, $"Task {origin} has {MostRetries} retries already; delete some of them")
        );
    }

    private static string NameOf(string origin, int number) =>
        ResourceNames.Fit(origin, string.Create(CultureInfo.InvariantCulture, $"-retry-{number}"), ResourceNames.ObjectLimit);

    /// <summary>The spec and what users wrote on the Task, without what KubeTask or kubectl wrote there.</summary>
    private static JsonObject Copy(JsonObject task, string ns, string name)
    {
        var metadata = new JsonObject { ["name"] = name, ["namespace"] = ns };
        foreach (string field in (string[])["labels", "annotations"])
        {
            foreach ((string key, JsonNode? value) in task["metadata"]![field] as JsonObject ?? [])
            {
                if (!IsOfProgram(key))
                    TaskSubmission.Child(metadata, field)[key] = value?.DeepClone();
            }
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
