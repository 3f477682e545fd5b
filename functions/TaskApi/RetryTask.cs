using System.Text.Json.Nodes;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Core.Tasks;
using KubeTask.Hosting;
using KubeTask.Kubernetes.Api;
using KubeTask.Kubernetes.Callers;

namespace KubeTask.Functions.TaskApi;

/// <summary>
/// Creates a Task with the spec of one that has ended. Its name is the lock: two retries at once get two names, and none is lost.
/// </summary>
public sealed class RetryTask(
    CallerApi api,
    RequestBoundary boundary,
    NamespaceCheck namespaces,
    TaskWait taskWait,
    ILogger<RetryTask> logger
)
{
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

            (JsonObject? created, problem) = await CreateAsync(token, key, ended, context.RequestAborted);
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
        ObjectKey key,
        JsonObject ended,
        CancellationToken cancellationToken
    )
    {
        foreach (JsonObject candidate in RetriedTask.Candidates(ended))
        {
            (JsonObject? created, Refusal? refusal) = await api.CreateAsync(
                token,
                CallerPaths.Tasks(key.Namespace),
                candidate,
                cancellationToken
            );
            if (created is not null)
                return (created, null);
            if (!refusal!.IsAlreadyExists)
                return (null, HttpProblem.Of(refusal));
        }

        string origin = RetriedTask.OriginOf(key.Name);
        return (
            null,
            HttpProblem.Of(StatusCodes.Status409Conflict, $"Task {origin} has {RetriedTask.Most} retries already; delete some of them")
        );
    }
}
