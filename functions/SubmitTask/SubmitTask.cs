using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Hosting;
using KubeTask.Kubernetes;
using KubeTask.Kubernetes.Callers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KubeTask.Functions.Submission;

/// <summary>
/// Tasks over HTTP, for those who have a token and no kubectl. Everything is asked of the API server as the caller, who may do here what the API server lets them do and
/// nothing more. It keeps nothing between two calls.
/// </summary>
public sealed partial class SubmitTask(CallerApi api, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<SubmitTask> logger)
{
    /// <summary>The header by which a repeat finds what the first try made.</summary>
    public const string IdempotencyKey = "Idempotency-Key";

    private const string FieldValidation = "?fieldValidation=Strict";

    /// <summary>For people: lines, and quotes as quotes. It is never part of a page.</summary>
    private static readonly JsonWriterOptions s_readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly ReadOnlyMemory<byte> s_newLine = "\n"u8.ToArray();
    private readonly TaskWatch _watch = new(api, time);

    /// <summary>Creates a Task, and waits for its end if asked to.</summary>
    public Task CreateAsync(HttpContext context, string ns, string? wait) => AnswerAsync(context, ns, null, async token =>
        {
            (TimeSpan patience, HttpProblem? badWait) = WaitParameter.Parse(wait);
            if (badWait is not null)
                return badWait;
            (ReadOnlyMemory<byte> body, bool yaml, HttpProblem? problem) = await SubmissionBody.ReadAsync(context, time);
            if (problem is not null)
                return problem;
            (JsonObject? document, problem) = SubmissionText.Parse(body, yaml);
            if (document is null)
                return problem;
            (JsonObject? task, problem) = TaskSubmission.Read(document, ns);
            if (task is null)
                return problem;
            (Idempotency? idempotency, problem) = Idempotency.Read(context.Request.Headers[Idempotency.Header], token, task);
            if (problem is not null)
                return problem;

            (JsonObject? made, bool replayed, problem) = await MakeAsync(token, ns, task, idempotency, context.RequestAborted);
            if (made is null)
                return problem;
            ObjectKey key = KeyOf(made);
            logger.LogInformation("task {Key} {What} over HTTP", key, replayed ? "found again" : "created");
            if (replayed)
                context.Response.Headers["Idempotency-Replayed"] = "true";
            context.Response.Headers.Location = $"/api/v1/namespaces/{key.Namespace}/tasks/{key.Name}";
            await WriteAsync(context, StatusCodes.Status201Created, await WaitAsync(context, token, key, made, patience));
            return null;
        });

    /// <summary>Lists the namespace's Tasks, a page at a time.</summary>
    public Task ListAsync(HttpContext context, string ns, string? limit, string? next, string? labelSelector) =>
        AnswerAsync(context, ns, null, async token =>
        {
            if (
                limit is not null
                && !(int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is >= 1 and <= 500)
            )
            {
                return HttpProblem.BadRequest("limit: must be a whole number from 1 to 500");
            }

            (JsonObject? list, Refusal? refusal) = await api.GetAsync(
                token,
                CallerPaths.ListTasks(ns, limit, next, labelSelector),
                context.RequestAborted
            );
            if (list is null)
                return HttpProblem.Of(refusal!);
            await WriteAsync(context, StatusCodes.Status200OK, list);
            return null;
        });

    /// <summary>Shows a Task, at its end if asked to wait for it.</summary>
    public Task GetAsync(HttpContext context, string ns, string name, string? wait) => AnswerAsync(context, ns, name, async token =>
        {
            (TimeSpan patience, HttpProblem? problem) = WaitParameter.Parse(wait);
            if (problem is not null)
                return problem;
            var key = new ObjectKey(ns, name);
            (JsonObject? task, Refusal? refusal) = await api.GetAsync(token, ApiPaths.Task(key), context.RequestAborted);
            if (task is null)
                return HttpProblem.Of(refusal!);
            await WriteAsync(context, StatusCodes.Status200OK, await WaitAsync(context, token, key, task, patience));
            return null;
        });

    /// <summary>The agent's log; with <paramref name="follow"/>, as it is written, from before the agent starts to its end.</summary>
    public Task LogsAsync(HttpContext context, string ns, string name, string? follow, string? tailLines) =>
        AnswerAsync(context, ns, name, async token =>
        {
            if (follow is not (null or "" or "true" or "false"))
                return HttpProblem.BadRequest("follow: must be true or false");
            if (tailLines is not null && !int.TryParse(tailLines, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                return HttpProblem.BadRequest("tailLines: must be a whole number from 0 on");
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
            var key = new ObjectKey(ns, name);
            (JsonObject? task, Refusal? refusal) = await api.GetAsync(token, ApiPaths.Task(key), ending.Token);
            if (task is null)
                return HttpProblem.Of(refusal!);
            bool following = follow == "true";
            (ObjectKey? pod, HttpProblem? problem) = await new TaskLog(api, _watch, time).FindAsync(
                token,
                key,
                task,
                following,
                ending.Token
            );
            if (pod is not { } found)
                return problem;
            string path = CallerPaths.PodLog(
                found,
                KubeTaskApi.AgentContainer,
                following,
                tailLines is null ? null : int.Parse(tailLines, CultureInfo.InvariantCulture)
            );
            (HttpResponseMessage? response, refusal) = await api.StreamAsync(token, path, ending.Token);
            if (response is null)
                return HttpProblem.Of(refusal!);
            using (response)
                await CopyAsync(context, response, ending.Token);
            return null;
        });

    /// <summary>Asks for a Task's stop, as <c>kubectl annotate task NAME kubetask.io/stop=true</c> does.</summary>
    public Task StopAsync(HttpContext context, string ns, string name, string? wait) => AnswerAsync(context, ns, name, async token =>
        {
            (TimeSpan patience, HttpProblem? problem) = WaitParameter.Parse(wait);
            if (problem is not null)
                return problem;
            var key = new ObjectKey(ns, name);
            var patch = new JsonObject
            {
                ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [Annotations.Stop] = "true" } },
            };
            (JsonObject? task, Refusal? refusal) = await api.MergePatchAsync(token, ApiPaths.Task(key), patch, context.RequestAborted);
            if (task is null)
                return HttpProblem.Of(refusal!);
            logger.LogInformation("task {Key}: its stop was asked for over HTTP", key);
            await WriteAsync(context, StatusCodes.Status200OK, await WaitAsync(context, token, key, task, patience));
            return null;
        });

    /// <summary>What every call has in common: the token, the names, and that a fault is no stack trace.</summary>
    private async Task AnswerAsync(HttpContext context, string ns, string? name, Func<CallerToken, Task<HttpProblem?>> answer)
    {
        HttpProblem? problem;
        try
        {
            problem = CallerToken.Parse(context.Request.Headers.Authorization.Count == 1 ? context.Request.Headers.Authorization[0] : null)
                is not { } token
                ? SubmissionProblems.NoToken
                : BadName(ns, name) ?? await answer(token);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody hears the answer.
            return;
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            problem = SubmissionProblems.Stopping;
        }
#pragma warning disable CA1031 // The request's boundary: whatever goes wrong is one caller's answer, without its innards.
        catch (Exception e)
#pragma warning restore CA1031
        {
            logger.LogError(e, "a submission failed");
            problem = HttpProblem.Of(
                StatusCodes.Status500InternalServerError,
                "something went wrong here; the log of the functions says what"
            );
        }

        if (problem is null)
            return;
        // Half an answer can only be broken off: its end must not look like a whole one's.
        if (context.Response.HasStarted)
            context.Abort();
        else
            await problem.WriteAsync(context);
    }

    /// <summary>Creates the Task; with a key, finds the one that it made before.</summary>
    private async Task<(JsonObject? Task, bool Replayed, HttpProblem? Problem)> MakeAsync(
        CallerToken token,
        string ns,
        JsonObject task,
        Idempotency? idempotency,
        CancellationToken cancellationToken
    )
    {
        idempotency?.Mark(task);
        if (idempotency?.MayHaveOtherName(task) == true)
        {
            // Who may not list Tasks still has the name as the lock.
            (JsonObject? found, _) = await api.GetAsync(
                token,
                CallerPaths.FindTask(ns, Idempotency.Label, idempotency.KeyHash),
                cancellationToken
            );
            if (found?["items"] is JsonArray { Count: > 0 } items && items[0] is JsonObject first)
                return Replay(idempotency, first.DeepClone().AsObject());
        }

        // Crash after this: the Task is there and nobody was told. A repeat with the same key finds it by its name, and one without a key is the caller's to decide.
        (JsonObject? made, Refusal? refusal) = await api.CreateAsync(
            token,
            CallerPaths.Tasks(ns) + FieldValidation,
            task,
            cancellationToken
        );
        if (made is not null)
            return (made, false, null);
        if (idempotency is null || !refusal!.IsAlreadyExists || (string?)task["metadata"]!["name"] is not { } name)
            return (null, false, HttpProblem.Of(refusal!));
        (JsonObject? there, Refusal? unread) = await api.GetAsync(token, ApiPaths.Task(new ObjectKey(ns, name)), cancellationToken);
        return there is null ? (null, false, HttpProblem.Of(unread!))
            : idempotency.HasKey(there) ? Replay(idempotency, there)
            : (null, false, HttpProblem.Of(refusal));
    }

    private static (JsonObject? Task, bool Replayed, HttpProblem? Problem) Replay(Idempotency idempotency, JsonObject there) =>
        idempotency.HasBody(there)
            ? (there, true, null)
            : (
                null,
                false,
                HttpProblem.Of(
                    StatusCodes.Status409Conflict,
                    $"{Idempotency.Header}: was used before with another body, for Task {(string?)there["metadata"]?["name"]}; send another key with another Task"
                )
            );

    /// <summary>The Task at its end, or as it is when the time is up. Where waiting can't go on, the answer says so in a Warning: the Task itself is there.</summary>
    private async Task<JsonObject> WaitAsync(HttpContext context, CallerToken token, ObjectKey key, JsonObject task, TimeSpan patience)
    {
        if (patience == TimeSpan.Zero || TaskWatch.Ended(task))
            return task;
        JsonObject last = task;
        using var limit = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            limit.Token,
            context.RequestAborted,
            lifetime.ApplicationStopping
        );
        try
        {
            (JsonObject? ended, Refusal? refusal) = await _watch.UntilAsync(
                token,
                key,
                task,
                TaskWatch.Ended,
                state => last = state,
                either.Token
            );
            if (ended is not null)
                return ended;
            Warn(context, refusal!.Message);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            if (!limit.IsCancellationRequested)
                Warn(context, "this replica is being stopped before the wait was over; GET the Task again");
        }

        return last;
    }

    private static void Warn(HttpContext context, string words) =>
        context.Response.Headers.Append(
            "Warning",
            $"299 - \"wait: {new string([.. words.Select(c => c is >= ' ' and <= '~' and not ('"' or '\\') ? c : '\'')])}\""
        );

    private static async Task CopyAsync(HttpContext context, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        Guard(context);
        await context.Response.StartAsync(cancellationToken);
        try
        {
            await using Stream content = await response.Content.ReadAsStreamAsync(cancellationToken);
            await content.CopyToAsync(context.Response.Body, cancellationToken);
        }
        catch (Exception e)
            when (e is HttpRequestException or IOException
                || (e is OperationCanceledException && !context.RequestAborted.IsCancellationRequested)
            )
        {
            // Broken off, by the API server or by our own end: it must not look like the log's end.
            context.Abort();
        }
    }

    private static async Task WriteAsync(HttpContext context, int status, JsonObject body)
    {
        foreach (JsonObject item in body["items"] is JsonArray items ? items.OfType<JsonObject>() : [body])
            (item["metadata"] as JsonObject)?.Remove("managedFields");
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        Guard(context);
        await using (var writer = new Utf8JsonWriter(context.Response.BodyWriter, s_readable))
            body.WriteTo(writer);
        await context.Response.BodyWriter.WriteAsync(s_newLine, context.RequestAborted);
    }

    /// <summary>What an agent wrote must not become a page in somebody's browser, nor stay in a cache.</summary>
    private static void Guard(HttpContext context)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-store";
    }

    private static ObjectKey KeyOf(JsonObject task) => new((string)task["metadata"]!["namespace"]!, (string)task["metadata"]!["name"]!);

    /// <summary>Names that no object can have are told at once: they never reach a path or a log line.</summary>
    private static HttpProblem? BadName(string ns, string? name) =>
        !NamespaceName().IsMatch(ns)
            ? HttpProblem.BadRequest(
                "namespace: must be lower-case letters, digits and '-', 63 at most, beginning and ending with a letter or digit"
            )
        : name is not null && (name.Length > 253 || !ObjectName().IsMatch(name))
            ? HttpProblem.BadRequest(
                "name: must be lower-case letters, digits, '-' and '.', 253 at most, beginning and ending with a letter or digit"
            )
        : null;

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\z")]
    private static partial Regex NamespaceName();

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z")]
    private static partial Regex ObjectName();
}
