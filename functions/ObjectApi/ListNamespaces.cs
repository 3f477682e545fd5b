using System.Text.Json.Nodes;
using KubeTask.Functions.TaskApi;
using KubeTask.Hosting;
using KubeTask.Kubernetes.Callers;

namespace KubeTask.Functions.ObjectApi;

/// <summary>Lists the namespaces, for callers who may.</summary>
public sealed class ListNamespaces(CallerApi api, RequestBoundary boundary)
{
    public Task RunAsync(HttpContext context) => boundary.AnswerAsync(context, null, null, [], async token =>
        {
            (JsonObject? list, Refusal? refusal) = await api.GetAsync(token, "api/v1/namespaces", context.RequestAborted);
            if (list is null)
                return HttpProblem.Of(refusal!);
            await TaskAnswer.WriteAsync(context, StatusCodes.Status200OK, list);
            return null;
        });
}
