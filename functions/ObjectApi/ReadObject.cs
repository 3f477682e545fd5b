using System.Text.Json.Nodes;
using KubeTask.Core;
using KubeTask.Functions.TaskApi;
using KubeTask.Kubernetes.Callers;

namespace KubeTask.Functions.ObjectApi;

/// <summary>Shows one object.</summary>
public sealed class ReadObject(CallerApi api, RequestBoundary boundary, NamespaceCheck namespaces)
{
    internal Task RunAsync(HttpContext context, ObjectKind kind, string ns, string name) =>
        boundary.AnswerAsync(context, ns, name, [], async token =>
        {
            (JsonObject? value, Refusal? refusal) = await api.GetAsync(token, kind.Object(ns, name), context.RequestAborted);
            if (value is null)
                return await namespaces.ExplainAsync(token, new ObjectKey(ns, name), refusal!, context.RequestAborted);
            await TaskAnswer.WriteAsync(context, StatusCodes.Status200OK, value);
            return null;
        });
}
