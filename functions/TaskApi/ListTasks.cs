using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using KubeTask.Hosting;
using KubeTask.Kubernetes.Callers;

namespace KubeTask.Functions.TaskApi;

/// <summary>Lists the Tasks of a namespace, a page at a time.</summary>
public sealed class ListTasks(CallerApi api, RequestBoundary boundary, NamespaceCheck namespaces)
{
    private static readonly QueryParameter[] s_parameters = [QueryParameter.Limit, QueryParameter.Continue, QueryParameter.LabelSelector];

    public Task RunAsync(HttpContext context, string ns, string? limit, string? next, string? labelSelector) =>
        boundary.AnswerAsync(context, ns, null, s_parameters, async token =>
        {
            if (
                limit is not null
                && !(int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is >= 1 and <= 500)
            )
            {
                return QueryParameter.Limit.Wrong("must be a whole number from 1 to 500");
            }

            (JsonObject? list, Refusal? refusal) = await api.GetAsync(
                token,
                CallerPaths.ListTasks(ns, limit, next, labelSelector),
                context.RequestAborted
            );
            if (list is null)
                return ProblemOf(refusal!, next, labelSelector);
            if (
                list["items"] is not JsonArray { Count: > 0 }
                && await namespaces.FindProblemAsync(token, ns, context.RequestAborted) is { } missing
            )
            {
                return missing;
            }

            await TaskAnswer.WriteAsync(context, StatusCodes.Status200OK, list);
            return null;
        });

    /// <summary>The API server speaks of a parameter that it can't read without naming it.</summary>
    private static HttpProblem ProblemOf(Refusal refusal, string? next, string? labelSelector)
    {
        var problem = HttpProblem.Of(refusal);
        bool unread = problem.Status == StatusCodes.Status400BadRequest;
        bool staleOrBroken = refusal.Code == HttpStatusCode.Gone || refusal.Message.Contains("continue", StringComparison.Ordinal);
        return unread && !string.IsNullOrEmpty(next) && staleOrBroken
                ? HttpProblem.BadRequest($"{QueryParameter.Continue.Name}: {problem.Detail}; list again from the first page, without it")
            : unread && !string.IsNullOrEmpty(labelSelector)
                ? QueryParameter.LabelSelector.Wrong($"must be a label selector ({problem.Detail})")
            : problem;
    }
}
