using System.Globalization;
using System.Text.Json.Nodes;
using KubeTask.Core;
using KubeTask.Core.Validation;
using KubeTask.Functions.Http;
using KubeTask.Hosting;
using KubeTask.Kubernetes.Api;
using KubeTask.Kubernetes.Callers;

namespace KubeTask.Functions.TaskApi;

/// <summary>
/// Shows the agent's log. With <c>follow</c>, it waits for the agent to start, passes the log on as it is written, and continues with the
/// next attempt until the Task has ended.
/// </summary>
public sealed class ReadTaskLog(
    CallerApi api,
    RequestBoundary boundary,
    NamespaceCheck namespaces,
    TaskLog log,
    TaskLogFollower follower,
    HostSettings host,
    TimeProvider time,
    IHostApplicationLifetime lifetime
)
{
    private static readonly QueryParameter[] s_parameters = [QueryParameter.Follow, QueryParameter.TailLines, QueryParameter.Attempt];

    public Task RunAsync(HttpContext context, string ns, string name, string? follow, string? tailLines, string? attempt) =>
        boundary.AnswerAsync(context, ns, name, s_parameters, async token =>
        {
            if (follow is not (null or "true" or "false"))
                return QueryParameter.Follow.Wrong("must be true or false");
            (int? tail, HttpProblem? problem) = Number(tailLines, 0, QueryParameter.TailLines);
            if (problem is not null)
                return problem;
            (int? only, problem) = Number(attempt, 1, QueryParameter.Attempt);
            if (problem is not null)
                return problem;
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
            var key = new ObjectKey(ns, name);
            (JsonObject? task, Refusal? refusal) = await api.GetAsync(token, ApiPaths.Task(key), ending.Token);
            if (task is null)
                return await namespaces.ExplainAsync(token, key, refusal!, ending.Token);
            using var answer = new LogAnswer(context, time);
            problem =
                follow == "true" && !answer.HeadersOnly
                    ? await answer.NeverSilentAsync(
                        host.LongestSilence,
                        over => follower.RunAsync(answer, token, key, task, only, tail, over),
                        ending.Token
                    )
                    : await log.ReadAsync(answer, token, key, task, only, tail, ending.Token);
            // A line about silence may have begun the answer just before the log turned out to be missing.
            if (problem is null || !answer.HasBegun)
                return problem;
            await answer.WriteLineAsync(OneLine.Of(problem.Detail), ending.Token);
            return null;
        });

    private static (int? Number, HttpProblem? Problem) Number(string? text, int min, QueryParameter parameter) =>
        text is null ? (null, null)
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= min ? (number, null)
        : (
            null,
            parameter.Wrong(string.Create(CultureInfo.InvariantCulture, $"must be a whole number, {min} or more, {int.MaxValue} at most"))
        );
}
