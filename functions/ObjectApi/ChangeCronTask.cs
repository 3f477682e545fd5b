using System.Globalization;
using System.Text.Json.Nodes;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Functions.TaskApi;
using KubeTask.Kubernetes.Api;
using KubeTask.Kubernetes.Callers;

namespace KubeTask.Functions.ObjectApi;

/// <summary>Triggers, suspends and resumes a CronTask, as <c>kubectl annotate</c> and <c>kubectl patch</c> do.</summary>
public sealed class ChangeCronTask(
    CallerApi api,
    RequestBoundary boundary,
    NamespaceCheck namespaces,
    TimeProvider time,
    ILogger<ChangeCronTask> logger
)
{
    /// <summary>Each value of the annotation has one Task, so the value is the time.</summary>
    public Task TriggerAsync(HttpContext context, string ns, string name)
    {
        string now = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        return PatchAsync(
            context,
            new ObjectKey(ns, name),
            new() { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [Annotations.Trigger] = now } } },
            "trigger"
        );
    }

    public Task SuspendAsync(HttpContext context, string ns, string name, bool suspend) =>
        PatchAsync(
            context,
            new ObjectKey(ns, name),
            new() { ["spec"] = new JsonObject { ["suspend"] = suspend } },
            suspend ? "suspend" : "resume"
        );

    private Task PatchAsync(HttpContext context, ObjectKey key, JsonObject patch, string what) =>
        boundary.AnswerAsync(context, key.Namespace, key.Name, [], async token =>
        {
            (JsonObject? value, Refusal? refusal) = await api.MergePatchAsync(token, ApiPaths.CronTask(key), patch, context.RequestAborted);
            if (value is null)
                return await namespaces.ExplainAsync(token, key, refusal!, context.RequestAborted);
            logger.LogInformation("crontask {Key}: {What} over HTTP", key, what);
            await TaskAnswer.WriteAsync(context, StatusCodes.Status200OK, value);
            return null;
        });
}
