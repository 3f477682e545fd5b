using System.Net;
using KubeTask.Core;
using KubeTask.Hosting;
using KubeTask.Kubernetes.Callers;

namespace KubeTask.Functions.TaskApi;

/// <summary>
/// Finds out whether a namespace exists, where the API server's answer doesn't say so: it lists a namespace that doesn't exist as one
/// without Tasks. The question is the caller's own: who has no right to read the namespace isn't answered either.
/// </summary>
public sealed class NamespaceCheck(CallerApi api)
{
    /// <summary>The problem if the namespace doesn't exist, as far as the caller may know that; otherwise null.</summary>
    internal async Task<HttpProblem?> FindProblemAsync(CallerToken token, string ns, CancellationToken cancellationToken)
    {
        (_, Refusal? refusal) = await api.GetAsync(token, CallerPaths.Namespace(ns), cancellationToken);
        return refusal is { Code: HttpStatusCode.NotFound } ? RefusalProblems.NoNamespace(ns) : null;
    }

    /// <summary>The problem with a Task that couldn't be read: if it doesn't exist, that may be because its namespace doesn't.</summary>
    internal async Task<HttpProblem> ExplainAsync(CallerToken token, ObjectKey key, Refusal refusal, CancellationToken cancellationToken) =>
        (refusal.Code == HttpStatusCode.NotFound ? await FindProblemAsync(token, key.Namespace, cancellationToken) : null)
        ?? HttpProblem.Of(refusal);
}
