using System.Text.Json.Nodes;
using KubeTask.Core;
using KubeTask.Hosting;
using KubeTask.Kubernetes.Api;
using KubeTask.Kubernetes.Callers;

namespace KubeTask.Functions.TaskApi;

/// <summary>Shows a Task. With <c>wait</c>, it first waits for the Task's end.</summary>
public sealed class ReadTask(CallerApi api, RequestBoundary boundary, NamespaceCheck namespaces, TaskWait taskWait)
{
    private static readonly QueryParameter[] s_parameters = [QueryParameter.Wait];

    public Task RunAsync(HttpContext context, string ns, string name, string? wait) =>
        boundary.AnswerAsync(context, ns, name, s_parameters, async token =>
        {
            (TimeSpan limit, HttpProblem? problem) = WaitParameter.Parse(wait);
            if (problem is not null)
                return problem;
            var key = new ObjectKey(ns, name);
            (JsonObject? task, Refusal? refusal) = await api.GetAsync(token, ApiPaths.Task(key), context.RequestAborted);
            if (task is null)
                return await namespaces.ExplainAsync(token, key, refusal!, context.RequestAborted);
            task = await taskWait.UntilEndAsync(context, token, key, task, limit);
            await TaskAnswer.WriteAsync(context, StatusCodes.Status200OK, task);
            return null;
        });
}
