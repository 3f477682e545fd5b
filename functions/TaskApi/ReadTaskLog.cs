using System.Globalization;
using System.Text.Json.Nodes;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Hosting;
using KubeTask.Kubernetes.Api;
using KubeTask.Kubernetes.Callers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace KubeTask.Functions.TaskApi;

/// <summary>Shows the agent's log. With <c>follow</c>, it waits for the agent to start and passes the log on as it is written.</summary>
public sealed class ReadTaskLog(CallerApi api, RequestBoundary boundary, TaskLog log, IHostApplicationLifetime lifetime)
{
    public Task RunAsync(HttpContext context, string ns, string name, string? follow, string? tailLines) =>
        boundary.AnswerAsync(context, ns, name, async token =>
        {
            if (follow is not (null or "" or "true" or "false"))
                return HttpProblem.BadRequest("follow: must be true or false");
            int? tail = null;
            if (tailLines is not null)
            {
                if (!int.TryParse(tailLines, NumberStyles.None, CultureInfo.InvariantCulture, out int count))
                    return HttpProblem.BadRequest("tailLines: must be a whole number, 0 or more");
                tail = count;
            }

            using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
            var key = new ObjectKey(ns, name);
            (JsonObject? task, Refusal? refusal) = await api.GetAsync(token, ApiPaths.Task(key), ending.Token);
            if (task is null)
                return HttpProblem.Of(refusal!);
            bool following = follow == "true";
            (ObjectKey? pod, HttpProblem? problem) = await log.FindPodAsync(token, key, task, following, ending.Token);
            if (pod is not { } found)
                return problem;
            string path = CallerPaths.PodLog(found, KubeTaskApi.AgentContainer, following, tail);
            (HttpResponseMessage? response, refusal) = await api.StreamAsync(token, path, ending.Token);
            if (response is null)
                return HttpProblem.Of(refusal!);
            using (response)
                await TaskAnswer.CopyAsync(context, response, ending.Token);
            return null;
        });
}
