using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using KubeTask.Core;
using KubeTask.Core.Contexts;
using KubeTask.Core.Names;
using KubeTask.Hosting;
using KubeTask.Kubernetes.Api;
using KubeTask.Kubernetes.Callers;

namespace KubeTask.Functions.TaskApi;

/// <summary>Shows the task.md that the agent got: the description, and every Context without a mountPath.</summary>
public sealed class ReadInstruction(CallerApi api, RequestBoundary boundary, NamespaceCheck namespaces)
{
    public Task RunAsync(HttpContext context, string ns, string name) => boundary.AnswerAsync(context, ns, name, [], async token =>
        {
            var key = new ObjectKey(ns, name);
            // A Task of that name may be gone, and its ConfigMap may be left for a moment.
            (JsonObject? task, Refusal? refusal) = await api.GetAsync(token, ApiPaths.Task(key), context.RequestAborted);
            if (task is null)
                return await namespaces.ExplainAsync(token, key, refusal!, context.RequestAborted);
            var files = new ObjectKey(ns, ResourceNames.ContextConfigMap(name));
            (JsonObject? configMap, refusal) = await api.GetAsync(token, ApiPaths.ConfigMap(files), context.RequestAborted);
            if (refusal is { Code: HttpStatusCode.NotFound } || (configMap is not null && Find(configMap) is null))
            {
                return HttpProblem.Of(
                    StatusCodes.Status404NotFound,
                    $"Task {name} has no {ContextPlanner.TaskFile} yet: it is written together with the Job"
                );
            }

            if (configMap is null)
                return HttpProblem.Of(refusal!);
            context.Response.ContentType = "text/plain; charset=utf-8";
            TaskAnswer.Guard(context);
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(Find(configMap)!), context.RequestAborted);
            return null;
        });

    /// <summary>
    /// The file's key is its path with <c>-</c> for <c>/</c>. The workspace is known only to the Agent as it was, but a Context can't be
    /// mounted where task.md stands, so of several files of that name in subfolders the shortest path is the one.
    /// </summary>
    private static string? Find(JsonObject configMap) =>
        (configMap["data"] as JsonObject)
            ?.Where(f => f.Key == ContextPlanner.TaskFile || f.Key.EndsWith("-" + ContextPlanner.TaskFile, StringComparison.Ordinal))
            .OrderBy(f => f.Key.Length)
            .Select(f => (string?)f.Value)
            .FirstOrDefault();
}
