using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using k8s;
using k8s.Autorest;
using k8s.Models;
using PocketKube.Node.Watching;

namespace PocketKube.Node.Jobs;

/// <summary>
/// Gives each Job its pod and reports the outcome in the Job's status. All its state is in the API server: after a
/// restart it adopts the pods that name the Job as their controller.
/// </summary>
internal sealed class JobController(k8s.Kubernetes client, NodeSettings settings, EventRecorder events, TimeProvider time, ILogger logger)
{
    private const string Component = "job-controller";
    private const int Workers = 4;

    private readonly ConcurrentDictionary<ObjectReference, V1Job> _jobs = [];
    private readonly ConcurrentDictionary<string, JobLedger> _ledgers = [];
    private readonly KeyedWorkQueue<ObjectReference> _queue = new(time, logger);

    public void Observe(ObjectChange change, V1Job job)
    {
        ObjectReference key = Key(job.Metadata.NamespaceProperty, job.Metadata.Name);
        if (change == ObjectChange.Deleted)
        {
            _ledgers.TryRemove(job.Metadata.Uid, out _);
            _jobs.TryRemove(key, out _);
            return;
        }
        _jobs[key] = job;
        _queue.Add(key);
    }

    public void Observe(ObjectChange change, V1Pod pod)
    {
        if (pod.Metadata.OwnerReferences?.FirstOrDefault(o => o is { Controller: true, Kind: "Job" }) is not { } owner)
            return;
        // A pod that is deleted because its Job was must not open the ledger again.
        JobLedger? ledger =
            change == ObjectChange.Deleted ? _ledgers.GetValueOrDefault(owner.Uid) : _ledgers.GetOrAdd(owner.Uid, _ => new());
        if (ledger is null)
            return;
        ledger.Observe(change, pod);
        ObjectReference key = Key(pod.Metadata.NamespaceProperty, owner.Name);
        if (change != ObjectChange.Deleted && pod.Status?.Phase == "Running")
            _queue.AddAfter(key, settings.JobReadyDelay);
        else
            _queue.Add(key);
    }

    /// <summary>Works until it is canceled. Begin once the first lists of Jobs and pods have been observed.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => _queue.RunAsync(Workers, LookAsync, cancellationToken);

    private async Task LookAsync(ObjectReference key, CancellationToken cancellationToken)
    {
        if (!_jobs.TryGetValue(key, out V1Job? job))
            return;
        JobLedger ledger = _ledgers.GetOrAdd(job.Metadata.Uid, _ => new());
        DateTime now = time.GetUtcNow().UtcDateTime;
        JobDecision decision = JobDecider.Decide(job, ledger.Pods, ledger.LostBefore(job.Status), now, ledger.CreateNotBefore);
        try
        {
            await ApplyAsync(key, job, ledger, decision, cancellationToken);
        }
        catch (HttpOperationException e) when (e.IsGone())
        {
            // The Job or one of its pods was deleted or replaced meanwhile. If there is more to do, its watch event enqueues the Job again.
            logger.LogDebug(e, "{Job} changed under our hands", key);
        }
        TimeSpan? delay = decision.LookAgainAfter;
        if (decision.CreatePod && ledger.CreateNotBefore is { } then && !(then - now > delay))
            delay = then - now;
        if (delay is { } wait)
            _queue.AddAfter(key, wait);
    }

    private async Task ApplyAsync(
        ObjectReference key,
        V1Job job,
        JobLedger ledger,
        JobDecision decision,
        CancellationToken cancellationToken
    )
    {
        V1ObjectReference about = About(job);
        foreach (V1Pod pod in decision.DeletePods)
        {
            // Crash after this: the pod shows as failed, and the decision stays the same.
            await client.CoreV1.DeleteNamespacedPodAsync(
                pod.Metadata.Name,
                pod.Metadata.NamespaceProperty,
                new V1DeleteOptions
                {
                    Preconditions = new() { Uid = pod.Metadata.Uid },
                    PropagationPolicy = "Background",
                },
                cancellationToken: cancellationToken
            );
            events.Normal(about, Component, "SuccessfulDelete", $"Deleted pod: {pod.Metadata.Name}");
        }
        if (decision.CreatePod)
        {
            // Crash after this: the pod names its Job, and the next start counts it.
            if (await CreatePodAsync(job, ledger, cancellationToken) is { } pod)
                events.Normal(about, Component, "SuccessfulCreate", $"Created pod: {pod.Metadata.Name}");
            else
                decision = decision with { Status = decision.Status! with { Active = 0 } };
        }
        if (decision.Status is { } status && Differs(job.Status, status))
        {
            // Crash after this, at the end of a Job: only its Event is missing.
            _jobs.TryUpdate(key, await WriteStatusAsync(job, status, cancellationToken), job);
            foreach (JobEvent jobEvent in decision.Events)
            {
                if (jobEvent.Warning)
                    events.Warning(about, Component, jobEvent.Reason, jobEvent.Message);
                else
                    events.Normal(about, Component, jobEvent.Reason, jobEvent.Message);
            }
        }
        if (decision.DeleteJob)
        {
            await client.BatchV1.DeleteNamespacedJobAsync(
                job.Metadata.Name,
                job.Metadata.NamespaceProperty,
                new V1DeleteOptions
                {
                    Preconditions = new() { Uid = job.Metadata.Uid },
                    PropagationPolicy = "Background",
                },
                cancellationToken: cancellationToken
            );
        }
    }

    /// <returns>Null: refused. The ledger knows when to try again.</returns>
    private async Task<V1Pod?> CreatePodAsync(V1Job job, JobLedger ledger, CancellationToken cancellationToken)
    {
        while (true)
        {
            string name = ledger.PendingPodName ??= JobPod.NewName(job);
            V1Pod pod;
            try
            {
                pod = await client.CoreV1.CreateNamespacedPodAsync(
                    JobPod.Create(job, name),
                    job.Metadata.NamespaceProperty,
                    cancellationToken: cancellationToken
                );
            }
            catch (HttpOperationException e) when (e.Response.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.UnprocessableEntity)
            {
                // A missing ServiceAccount, or a template that makes no pod: only a person can mend that, so it is reported.
                events.Warning(About(job), Component, "FailedCreate", $"Error creating: {Words(e)}");
                ledger.Refused(time.GetUtcNow().UtcDateTime);
                return null;
            }
            catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.Conflict)
            {
                // It is this Job's pod if the answer to an earlier try was lost. Otherwise the name is taken by another pod.
                pod = await client.CoreV1.ReadNamespacedPodAsync(
                    name,
                    job.Metadata.NamespaceProperty,
                    cancellationToken: cancellationToken
                );
            }
            ledger.PendingPodName = null;
            if (pod.Metadata.OwnerReferences?.Any(o => o.Uid == job.Metadata.Uid) == true)
            {
                ledger.Created(pod);
                return pod;
            }
        }
    }

    private Task<V1Job> WriteStatusAsync(V1Job job, V1JobStatus status, CancellationToken cancellationToken)
    {
        var patch = new JsonObject
        {
            // A new Job of the same name must not get the old Job's status.
            ["metadata"] = new JsonObject { ["uid"] = job.Metadata.Uid },
            ["status"] = new JsonObject
            {
                ["active"] = NullForZero(status.Active),
                ["ready"] = status.Ready ?? 0,
                ["succeeded"] = NullForZero(status.Succeeded),
                ["failed"] = NullForZero(status.Failed),
                ["startTime"] = Timestamp.Format(status.StartTime),
                ["completionTime"] = Timestamp.Format(status.CompletionTime),
                ["conditions"] = new JsonArray([.. (status.Conditions ?? []).Select(c => JsonNode.Parse(KubernetesJson.Serialize(c)))]),
            },
        };
        return client.BatchV1.PatchNamespacedJobStatusAsync(
            new V1Patch(patch.ToJsonString(), V1Patch.PatchType.MergePatch),
            job.Metadata.Name,
            job.Metadata.NamespaceProperty,
            cancellationToken: cancellationToken
        );
    }

    private static string Words(HttpOperationException e) =>
        e.Response.Content is { Length: > 0 } body ? KubernetesJson.Deserialize<V1Status>(body).Message ?? body : e.Message;

    private static JsonValue? NullForZero(int? count) => count is > 0 ? JsonValue.Create(count.Value) : null;

    private static bool Differs(V1JobStatus? before, V1JobStatus after) =>
        (before?.Active ?? 0) != (after.Active ?? 0)
        || (before?.Ready ?? 0) != (after.Ready ?? 0)
        || (before?.Succeeded ?? 0) != (after.Succeeded ?? 0)
        || (before?.Failed ?? 0) != (after.Failed ?? 0)
        || before?.StartTime is null
        || (before.Conditions?.Count ?? 0) != (after.Conditions?.Count ?? 0);

    private static ObjectReference Key(string ns, string name) => new("Job", ns, name);

    private static V1ObjectReference About(V1Job job) =>
        new()
        {
            ApiVersion = "batch/v1",
            Kind = "Job",
            Name = job.Metadata.Name,
            NamespaceProperty = job.Metadata.NamespaceProperty,
            Uid = job.Metadata.Uid,
            ResourceVersion = job.Metadata.ResourceVersion,
        };
}
