using System.Collections.Immutable;
using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;
using PocketKube.Node.Watching;

namespace PocketKube.Node.Jobs;

/// <summary>
/// Gives each Job its pod and reports the outcome in the Job's status. All its state is in the API server: after a
/// restart it adopts the pods that name the Job as their controller.
/// </summary>
internal sealed class JobController(JobWriter writer, NodeSettings settings, EventRecorder events, TimeProvider time, ILogger logger)
{
    private const string Component = "job-controller";
    private const int Workers = 4;

    private readonly JobBook _book = new();
    private readonly KeyedWorkQueue<ObjectReference> _queue = new(time, logger);

    public void Observe(ObjectChange change, V1Job job) => Enqueue(_book.Observe(change, job), TimeSpan.Zero);

    public void Observe(ObjectChange change, V1Pod pod) =>
        Enqueue(
            _book.Observe(change, pod),
            change != ObjectChange.Deleted && pod.Status?.Phase == "Running" && pod.Metadata.DeletionTimestamp is null
                ? settings.JobReadyDelay
                : TimeSpan.Zero
        );

    /// <summary>Works until it is canceled. Begin once the first lists of Jobs and pods have been observed.</summary>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        Enqueue(_book.Listed(), TimeSpan.Zero);
        return _queue.RunAsync(Workers, LookAsync, cancellationToken);
    }

    private void Enqueue(ImmutableArray<ObjectReference> keys, TimeSpan delay)
    {
        foreach (ObjectReference key in keys)
            _queue.AddAfter(key, delay);
    }

    private async Task LookAsync(ObjectReference key, CancellationToken cancellationToken)
    {
        try
        {
            if (_book.FindOrphan(key) is { } orphan)
                await writer.ReleasePodAsync(orphan, cancellationToken);
            else if (_book.Find(key) is { } found)
                await LookAsync(key, found.Job, found.Ledger, cancellationToken);
        }
        catch (HttpOperationException e) when (e.IsGone())
        {
            // The Job or one of its pods was deleted or replaced meanwhile. If there is more to do, its watch event enqueues the Job again.
            logger.LogDebug(e, "{Key} changed under our hands", key);
        }
    }

    private async Task LookAsync(ObjectReference key, V1Job job, JobLedger ledger, CancellationToken cancellationToken)
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        JobDecision decision = JobDecider.Decide(job, ledger.Pods, ledger.LostBefore(job), now, ledger.CreateNotBefore);
        await ApplyAsync(key, job, ledger, decision, cancellationToken);
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
            // Crash after this: the deleted pod is counted as failed, and the decision stays the same.
            await writer.DeletePodAsync(pod, cancellationToken);
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
            _book.Written(key, job, await writer.WriteStatusAsync(job, status, cancellationToken));
            foreach (JobEvent jobEvent in decision.Events)
            {
                if (jobEvent.Warning)
                    events.Warning(about, Component, jobEvent.Reason, jobEvent.Message);
                else
                    events.Normal(about, Component, jobEvent.Reason, jobEvent.Message);
            }
        }
        ledger.Counted(decision.Counts);
        foreach (V1Pod pod in decision.ReleasePods)
        {
            // Crash after this, between two pods: the next start finds the others, and the status counts all of them.
            await writer.ReleasePodAsync(pod, cancellationToken);
        }
        if (decision.DeleteJob)
            await writer.DeleteJobAsync(job, cancellationToken);
    }

    /// <returns>Null: refused. The ledger knows when to try again.</returns>
    private async Task<V1Pod?> CreatePodAsync(V1Job job, JobLedger ledger, CancellationToken cancellationToken)
    {
        if (ledger.IsUncertain)
        {
            var known = ledger.Pods.Select(p => p.Pod.Metadata.Uid).ToHashSet();
            if ((await writer.PodsOfAsync(job, cancellationToken)).FirstOrDefault(p => !known.Contains(p.Metadata.Uid)) is { } found)
                return Created(ledger, found);
        }
        ledger.IsUncertain = true;
        try
        {
            return Created(ledger, await writer.CreatePodAsync(job, cancellationToken));
        }
        catch (HttpOperationException e) when (e.Response.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.UnprocessableEntity)
        {
            // A missing ServiceAccount, or a template that makes no pod: only a person can mend that, so it is reported.
            events.Warning(About(job), Component, "FailedCreate", $"Error creating: {Words(e)}");
            ledger.Refused(time.GetUtcNow().UtcDateTime);
            ledger.IsUncertain = false;
            return null;
        }
    }

    private static V1Pod Created(JobLedger ledger, V1Pod pod)
    {
        ledger.Created(pod);
        ledger.IsUncertain = false;
        return pod;
    }

    private static string Words(HttpOperationException e) =>
        e.Response.Content is { Length: > 0 } body ? KubernetesJson.Deserialize<V1Status>(body).Message ?? body : e.Message;

    private static bool Differs(V1JobStatus? before, V1JobStatus after) =>
        (before?.Active ?? 0) != (after.Active ?? 0)
        || (before?.Ready ?? 0) != (after.Ready ?? 0)
        || (before?.Terminating ?? 0) != (after.Terminating ?? 0)
        || (before?.Succeeded ?? 0) != (after.Succeeded ?? 0)
        || (before?.Failed ?? 0) != (after.Failed ?? 0)
        || before?.StartTime is null
        || (before.Conditions?.Count ?? 0) != (after.Conditions?.Count ?? 0);

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
