using System.Text.Json.Nodes;
using KubeTask.Functions.TaskApi;
using KubeTask.Kubernetes.Callers;

namespace KubeTask.Functions.ObjectApi;

/// <summary>Lists the objects of a kind, a page at a time, or watches them.</summary>
public sealed class ListObjects(CallerApi api, RequestBoundary boundary, NamespaceCheck namespaces, WatchObjects watch)
{
    /// <param name="context">The request.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="ns">The namespace, or null for all of them.</param>
    /// <param name="query">What is asked for.</param>
    internal Task RunAsync(HttpContext context, ObjectKind kind, string? ns, ListQuery query) =>
        boundary.AnswerAsync(context, ns, null, ListQuery.Parameters, async token =>
        {
            if (query.Check() is { } wrong)
                return wrong;
            string collection = kind.Collection(ns);
            if (query.Watches)
                return await watch.RunAsync(context, token, collection, query);

            (JsonObject? list, Refusal? refusal) = await api.GetAsync(
                token,
                query.Page(collection, query.Continue),
                context.RequestAborted
            );
            if (list is null)
                return query.ProblemOf(refusal!);
            if (
                ns is not null
                && list["items"] is not JsonArray { Count: > 0 }
                && await namespaces.FindProblemAsync(token, ns, context.RequestAborted) is { } missing
            )
            {
                return missing;
            }

            await TaskAnswer.WriteAsync(context, StatusCodes.Status200OK, list);
            return null;
        });
}
