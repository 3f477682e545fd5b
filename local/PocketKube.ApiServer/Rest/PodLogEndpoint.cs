using System.Globalization;
using System.Text.Json.Nodes;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Http;
using PocketKube.ApiServer.Logs;
using PocketKube.ApiServer.Resources;
using PocketKube.ApiServer.Storage;

namespace PocketKube.ApiServer.Rest;

/// <summary>Answers <c>pods/log</c> with what the node has.</summary>
internal sealed class PodLogEndpoint(ObjectStore store, INodeLogs? logs, CancellationToken stopping)
{
    public async Task HandleAsync(HttpContext context, ResourceDefinition resource, RequestTarget target)
    {
        if (target.Verb != "get")
            throw Failures.MethodNotAllowed();

        StoredObject pod = store.Get("pods", target.Namespace, target.Name) ?? throw Failures.NotFound(resource, target.Name);
        IQueryCollection query = context.Request.Query;
        var request = new PodLogRequest(pod.Namespace, pod.Name, pod.Uid, ContainerOf(pod, query["container"].ToString()))
        {
            Follow = query["follow"] == "true",
            Previous = query["previous"] == "true",
            Timestamps = query["timestamps"] == "true",
            TailLines = (int?)Number(query, "tailLines"),
            SinceSeconds = (int?)Number(query, "sinceSeconds"),
            LimitBytes = Number(query, "limitBytes"),
            SinceTime = SinceTime(query["sinceTime"].ToString()),
        };
        if (string.IsNullOrEmpty(pod.Value.Object("spec").Text("nodeName")))
        {
            // The pod isn't bound to a node yet: its log is empty, which is not a failure.
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        if (logs is null)
            throw Failures.NotImplemented("logs of pods without a node");

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        context.Response.ContentType = "text/plain";
        try
        {
            if (await logs.CopyAsync(request, context.Response.Body, ended.Token) is { } failure)
            {
                throw new StatusException(
                    failure.Code,
                    failure.Code switch
                    {
                        400 => "BadRequest",
                        404 => "NotFound",
                        _ => "InternalError",
                    },
                    failure.Message
                );
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // A follower that has seen enough.
        }
    }

    private static string ContainerOf(StoredObject pod, string asked)
    {
        JsonObject? spec = pod.Value.Object("spec");
        string[] main = (spec.Array("containers") ?? []).Select(c => c.Text("name") ?? "").ToArray();
        string[] init = (spec.Array("initContainers") ?? []).Select(c => c.Text("name") ?? "").ToArray();
        if (asked.Length == 0)
        {
            if (main.Length == 1)
                return main[0];

            string choice = $"a container name must be specified for pod {pod.Name}, choose one of: [{string.Join(' ', main)}]";
            throw Failures.BadRequest(init.Length == 0 ? choice : $"{choice} or one of the init containers: [{string.Join(' ', init)}]");
        }

        return main.Contains(asked) || init.Contains(asked)
            ? asked
            : throw Failures.BadRequest($"container {asked} is not valid for pod {pod.Name}");
    }

    private static long? Number(IQueryCollection query, string name)
    {
        string text = query[name].ToString();
        if (text.Length == 0)
            return null;

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number <= int.MaxValue
            ? number
            : throw Failures.Invalid(
                "",
                "PodLogOptions",
                "",
                [FieldError.Invalid(name, System.Text.Json.Nodes.JsonValue.Create(text), "must be greater than or equal to 0")]
            );
    }

    private static DateTimeOffset? SinceTime(string text)
    {
        if (text.Length == 0)
            return null;

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTimeOffset time)
            ? time
            : throw Failures.BadRequest($"parsing time \"{text}\" as \"2006-01-02T15:04:05Z07:00\"");
    }
}
