using System.Net;
using System.Text.Json.Nodes;
using KubeTask.Core;
using KubeTask.Hosting;
using KubeTask.Kubernetes.Api;
using KubeTask.Kubernetes.Callers;

namespace KubeTask.Functions.TaskApi;

/// <summary>
/// Creates a Task for a caller who has a token and no kubectl. With <c>wait</c>, it then waits for the Task's end. Every request to the
/// API server is made as the caller, who may do here what the API server allows them and nothing more.
/// </summary>
public sealed class SubmitTask(CallerApi api, RequestBoundary boundary, TaskWait taskWait, TimeProvider time, ILogger<SubmitTask> logger)
{
    /// <summary>The header with which a repeated request finds the Task that the first one created.</summary>
    public const string IdempotencyKey = "Idempotency-Key";

    private const string FieldValidation = "?fieldValidation=Strict";
    private const string DryRunAll = "All";
    private static readonly QueryParameter[] s_parameters = [QueryParameter.Wait, QueryParameter.DryRun];

    public Task RunAsync(HttpContext context, string ns, string? wait, string? dryRun) =>
        boundary.AnswerAsync(context, ns, null, s_parameters, async token =>
        {
            (TimeSpan limit, HttpProblem? badWait) = WaitParameter.Parse(wait);
            if (badWait is not null)
                return badWait;
            if (dryRun is not (null or DryRunAll))
                return QueryParameter.DryRun.Wrong($"must be {DryRunAll}");
            if (dryRun is not null && wait is not null)
                return HttpProblem.BadRequest("wait: a dry run creates nothing to wait for; leave it out");
            (ReadOnlyMemory<byte> body, bool yaml, HttpProblem? problem) = await SubmissionBody.ReadAsync(context, time);
            if (problem is not null)
                return problem;
            (JsonObject? document, problem) = SubmissionText.Parse(body, yaml);
            if (document is null)
                return problem;
            (JsonObject? task, problem) = TaskSubmission.Read(document, ns);
            if (task is null)
                return problem;
            if (dryRun is not null)
                return await CheckAsync(context, token, ns, task);
            (Idempotency? idempotency, problem) = Idempotency.Read(context.Request.Headers[Idempotency.Header], token, task);
            if (problem is not null)
                return problem;

            (JsonObject? created, bool replayed, problem) = await CreateAsync(token, ns, task, idempotency, context.RequestAborted);
            if (created is null)
                return problem;
            ObjectKey key = KeyOf(created);
            logger.LogInformation("task {Key} {What} over HTTP", key, replayed ? "found again" : "created");
            if (replayed)
                context.Response.Headers["Idempotency-Replayed"] = "true";
            context.Response.Headers.Location = $"/api/v1/namespaces/{key.Namespace}/tasks/{key.Name}";
            created = await taskWait.UntilEndAsync(context, token, key, created, limit);
            await TaskAnswer.WriteAsync(context, StatusCodes.Status201Created, created);
            return null;
        });

    /// <summary>Lets the API server check the Task, with its rules and webhooks, and create nothing. A key isn't looked at.</summary>
    private async Task<HttpProblem?> CheckAsync(HttpContext context, CallerToken token, string ns, JsonObject task)
    {
        (JsonObject? valid, Refusal? refusal) = await api.CreateAsync(
            token,
            $"{CallerPaths.Tasks(ns)}{FieldValidation}&dryRun={DryRunAll}",
            task,
            context.RequestAborted
        );
        if (valid is null)
            return ProblemOf(refusal!, ns);
        await TaskAnswer.WriteAsync(context, StatusCodes.Status200OK, valid);
        return null;
    }

    private static HttpProblem ProblemOf(Refusal refusal, string ns) =>
        refusal is { Code: HttpStatusCode.NotFound, Kind: "namespaces" } ? RefusalProblems.NoNamespace(ns) : HttpProblem.Of(refusal);

    /// <summary>Creates the Task. With a key, finds the Task that the key has created before.</summary>
    private async Task<(JsonObject? Task, bool Replayed, HttpProblem? Problem)> CreateAsync(
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
            // A caller who may not list Tasks still has the name as the lock.
            (JsonObject? found, _) = await api.GetAsync(
                token,
                CallerPaths.FindTask(ns, Idempotency.Label, idempotency.KeyHash),
                cancellationToken
            );
            if (found?["items"] is JsonArray { Count: > 0 } items && items[0] is JsonObject first)
                return Replay(idempotency, first.DeepClone().AsObject());
        }

        // After a crash here the Task exists, and the caller has no answer. A repeat with the same key finds the Task by its name.
        // Without a key, the caller decides whether to send it again.
        (JsonObject? created, Refusal? refusal) = await api.CreateAsync(
            token,
            CallerPaths.Tasks(ns) + FieldValidation,
            task,
            cancellationToken
        );
        if (created is not null)
            return (created, false, null);
        if (idempotency is null || !refusal!.IsAlreadyExists || (string?)task["metadata"]!["name"] is not { } name)
            return (null, false, ProblemOf(refusal!, ns));
        (JsonObject? existing, Refusal? unread) = await api.GetAsync(token, ApiPaths.Task(new ObjectKey(ns, name)), cancellationToken);
        return existing is null ? (null, false, HttpProblem.Of(unread!))
            : idempotency.HasKey(existing) ? Replay(idempotency, existing)
            : (null, false, HttpProblem.Of(refusal));
    }

    private static (JsonObject? Task, bool Replayed, HttpProblem? Problem) Replay(Idempotency idempotency, JsonObject existing) =>
        idempotency.HasBody(existing)
            ? (existing, true, null)
            : (
                null,
                false,
                HttpProblem.Of(
                    StatusCodes.Status409Conflict,
                    $"{Idempotency.Header}: was used before with another body, for Task {(string?)existing["metadata"]?["name"]}; "
                        + "send another key with another Task"
                )
            );

    private static ObjectKey KeyOf(JsonObject task) => new((string)task["metadata"]!["namespace"]!, (string)task["metadata"]!["name"]!);
}
