using System.Text.Json.Nodes;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Hosting;
using KubeTask.Kubernetes.Api;
using KubeTask.Kubernetes.Callers;

namespace KubeTask.Functions.TaskApi;

/// <summary>Requests a Task's stop, as <c>kubectl annotate task NAME kubetask.io/stop=true</c> does.</summary>
public sealed class StopTask(
    CallerApi api,
    RequestBoundary boundary,
    NamespaceCheck namespaces,
    TaskWait taskWait,
    ILogger<StopTask> logger
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
            var patch = new JsonObject
            {
                ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [Annotations.Stop] = "true" } },
            };
            (JsonObject? task, Refusal? refusal) = await api.MergePatchAsync(token, ApiPaths.Task(key), patch, context.RequestAborted);
            if (task is null)
                return await namespaces.ExplainAsync(token, key, refusal!, context.RequestAborted);
            logger.LogInformation("task {Key}: stop requested over HTTP", key);
            task = await taskWait.UntilEndAsync(context, token, key, task, limit);
            await TaskAnswer.WriteAsync(context, StatusCodes.Status200OK, task);
            return null;
        });
}
