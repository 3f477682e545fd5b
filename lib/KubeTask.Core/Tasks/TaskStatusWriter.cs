using System.Collections.Immutable;
using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Core.Jobs;
using KubeTask.Core.Names;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Tasks;

/// <summary>Writes the next status of a Task. Each method is one thing that can happen to it.</summary>
public sealed class TaskStatusWriter(V1Alpha1Task task, DateTimeOffset now)
{
    private readonly TaskConditions _conditions = new(task, now);
    private readonly V1Alpha1TaskStatus _old = task.Status ?? new V1Alpha1TaskStatus();

    private DateTime Now => _conditions.Now.UtcDateTime;

    /// <summary>Since when the Task has waited for something of this kind.</summary>
    public DateTime WaitingSince(Problem problem) =>
        Conditions.Find(_old.Conditions, problem.Condition) is { Status: Conditions.False, LastTransitionTime: { } since } ? since : Now;

    /// <summary>Something is missing: the Task stays Pending, and the status says what it waits for.</summary>
    public V1Alpha1TaskStatus Wait(Problem problem)
    {
        ImmutableList<V1Condition> conditions = problem.Condition == ConditionType.Accepted ? _conditions.Current : _conditions.Accepted();
        conditions = Set(conditions, problem.Condition, false, problem.Reason, problem.Message).Without(ConditionType.Queued);
        conditions = Set(conditions, ConditionType.Ready, false, problem.Reason, problem.Message);
        conditions = Set(conditions, ConditionType.Reconciling, true, problem.Reason, problem.Message);
        return _old with
        {
            Phase = TaskPhase.Pending,
            ObservedGeneration = task.Metadata.Generation,
            NextAttemptTime = null,
            Message = problem.Message,
            Conditions = conditions,
        };
    }

    /// <summary>The Job's pod hasn't started, or hasn't been created.</summary>
    public V1Alpha1TaskStatus Stuck(V1Job job, string? pod, string reason, string message)
    {
        ImmutableList<V1Condition> conditions = Set(Admitted(), ConditionType.Started, false, reason, message);
        conditions = Set(conditions, ConditionType.Ready, false, reason, message);
        conditions = Set(conditions, ConditionType.Reconciling, true, reason, message);
        return FromJob(job) with { Phase = TaskPhase.Running, PodName = pod, Message = message, Conditions = conditions };
    }

    /// <summary>The attempt has failed, and another one follows.</summary>
    /// <param name="job">Its Job, or null if the status has what it says.</param>
    /// <param name="outcome">How it failed.</param>
    /// <param name="next">The attempt that follows.</param>
    public V1Alpha1TaskStatus Retry(V1Job? job, AttemptOutcome outcome, NextAttempt next)
    {
        PodOutcome pod = outcome.Pod;
        TaskAttempt ended = Attempt(job, pod, outcome.Reason, outcome.At ?? Now);
        DateTime at = ended.CompletionTime!.Value + next.Wait;
        string message = $"{outcome.Message}; attempt {next.Number} starts at {at:yyyy-MM-dd'T'HH:mm:ss'Z'} ({next.Why})";
        ImmutableList<V1Condition> conditions = Set(Admitted(), ConditionType.Started, false, TaskReason.Retrying, message);
        conditions = Set(conditions, ConditionType.Complete, false, TaskReason.Retrying, message);
        conditions = Set(conditions, ConditionType.Ready, false, TaskReason.Retrying, message);
        conditions = Set(conditions, ConditionType.Reconciling, true, TaskReason.Retrying, message);
        return FromJob(job) with
        {
            Phase = TaskPhase.Pending,
            PodName = pod.PodName,
            ExitCode = pod.ExitCode,
            Usage = RunUsages.Add(_old.Usage, pod.Run?.Usage),
            Message = message,
            Attempts = [.. TaskAttempts.Ended(_old), ended],
            NextAttemptTime = at,
            Conditions = conditions,
        };
    }

    /// <summary>The Job exists, and nothing says yet that its agent runs.</summary>
    public V1Alpha1TaskStatus Run(V1Job job)
    {
        string message =
            $"Job {job.Metadata.Name} created; waiting for its pod"
            + (job.Spec?.Template?.Spec?.InitContainers is { Count: > 0 } ? ", which fetches the Git Contexts first" : "");
        ImmutableList<V1Condition> conditions = Admitted().Without(ConditionType.Started);
        return Running(job, conditions, TaskReason.JobCreated, message) with { PodName = null };
    }

    /// <summary>The agent's container runs.</summary>
    /// <param name="job">The pod's Job, or null if the status has what it says.</param>
    /// <param name="pod">The pod's name.</param>
    /// <param name="contexts">The Git Contexts as they were fetched, or null.</param>
    public V1Alpha1TaskStatus RunsIn(V1Job? job, string pod, IReadOnlyList<FetchedContext>? contexts = null)
    {
        string message = $"pod {pod} runs the agent";
        ImmutableList<V1Condition> conditions = Set(Admitted(), ConditionType.Started, true, TaskReason.Running, message);
        return Running(job, conditions, TaskReason.Running, message) with { PodName = pod, Contexts = contexts };
    }

    /// <summary>KubeTask can't reconcile the Task for now. Everything else stays as it is.</summary>
    public V1Alpha1TaskStatus CannotContinue(string message)
    {
        ImmutableList<V1Condition> conditions = Set(_conditions.Current, ConditionType.Ready, false, TaskReason.ReconcileError, message);
        conditions = Set(conditions, ConditionType.Reconciling, true, TaskReason.ReconcileError, message);
        return _old with { Phase = _old.Phase ?? TaskPhase.Pending, Message = message, Conditions = conditions };
    }

    /// <summary>KubeTask can reconcile the Task again: the status says once more what it said before.</summary>
    public V1Alpha1TaskStatus Continue()
    {
        V1Condition? former = Conditions.Find(_old.Conditions, ConditionType.Complete)
            ?? Conditions.Find(_old.Conditions, ConditionType.Queued);
        if (former is null)
        {
            ImmutableList<V1Condition> without = _conditions.Current.Without(ConditionType.Ready).Without(ConditionType.Reconciling);
            return _old with { Message = null, Conditions = without };
        }

        ImmutableList<V1Condition> conditions = Set(_conditions.Current, ConditionType.Ready, false, former.Reason, former.Message);
        conditions = Set(conditions, ConditionType.Reconciling, true, former.Reason, former.Message);
        return _old with { Message = former.Message, Conditions = conditions };
    }

    /// <summary>The attempt has ended.</summary>
    /// <param name="job">Its Job, or null if it is gone, or if the status has what it says.</param>
    /// <param name="outcome">How it ended.</param>
    public V1Alpha1TaskStatus Finish(V1Job? job, AttemptOutcome outcome)
    {
        PodOutcome pod = outcome.Pod;
        return RunEnd.Written(FromJob(job), pod) with
        {
            Phase = outcome.Succeeded ? TaskPhase.Completed : TaskPhase.Failed,
            PodName = pod.PodName ?? _old.PodName,
            CompletionTime = outcome.At ?? Now,
            Attempts = LastOf(job, pod, outcome.Reason, outcome.At),
            Message = outcome.Message,
            Conditions = Ended(WithRun(pod), outcome.Succeeded, outcome.Reason, outcome.Message),
        };
    }

    /// <summary>A user stopped the Task: it is Completed, with the condition Stopped.</summary>
    /// <param name="job">The Job, or null if the Task has none.</param>
    /// <param name="pod">What the Job's pod says, or <see cref="PodOutcome.None"/>.</param>
    /// <param name="at">When the Job ended, or null for now.</param>
    public V1Alpha1TaskStatus Stop(V1Job? job, PodOutcome pod, DateTime? at)
    {
        var request = StopRequest.Of(task);
        string reason = request switch
        {
            StopRequest.Terminate => TaskReason.UserTerminated,
            StopRequest.Delete => TaskReason.TaskDeleted,
            _ => TaskReason.UserStopped,
        };
        string when = pod.AgentStarted
            ? "while the agent ran"
            : $"before the {(TaskAttempts.Current(_old) == 1 ? "agent" : "next attempt")} started";
        string message = request switch
        {
            StopRequest.Terminate => $"stopped by annotation {Annotations.Terminate} {when}",
            StopRequest.Delete => $"stopped {when}, because the Task is being deleted",
            _ => $"stopped by annotation {Annotations.Stop} {when}",
        };
        if (pod is { AgentStarted: true, FinishedAt: not null })
            message += "; its log is kept";
        ImmutableList<V1Condition> conditions = job is null ? _conditions.Current : WithRun(pod);
        conditions = Set(conditions, ConditionType.Stopped, true, reason, message);
        if (request == StopRequest.Terminate)
            conditions = Set(conditions, ConditionType.Terminated, true, reason, message);
        return RunEnd.Written(job is null ? _old with { ObservedGeneration = task.Metadata.Generation } : FromJob(job), pod) with
        {
            Phase = TaskPhase.Completed,
            PodName = pod.PodName,
            CompletionTime = at ?? pod.FinishedAt ?? Now,
            NextAttemptTime = null,
            Attempts = job is null ? _old.Attempts : LastOf(job, pod, reason, at ?? pod.FinishedAt),
            Message = message,
            Conditions = Ended(conditions, succeeded: true, reason, message),
        };
    }

    /// <summary>What is wrong with the annotations that stop the Task, or null if nothing is any more. All else stays.</summary>
    public V1Alpha1TaskStatus ReportStop(string? invalid) =>
        _old with
        {
            Conditions = invalid is null
                ? _conditions.Current.Without(ConditionType.Stopped)
                : Set(_conditions.Current, ConditionType.Stopped, false, TaskReason.InvalidStop, invalid),
        };

    /// <summary>The Task can't start, or its Job is lost.</summary>
    public V1Alpha1TaskStatus Fail(Problem problem)
    {
        ImmutableList<V1Condition> conditions = _conditions.Current;
        if (problem.Condition != ConditionType.Complete)
            conditions = Set(conditions, problem.Condition, false, problem.Reason, problem.Message);
        return _old with
        {
            Phase = TaskPhase.Failed,
            ObservedGeneration = task.Metadata.Generation,
            CompletionTime = Now,
            NextAttemptTime = null,
            Attempts = _old.Attempts is null
                ? null
                : [.. _old.Attempts.Select(a => a.CompletionTime is null ? a with { CompletionTime = Now, Reason = problem.Reason } : a)],
            Message = problem.Message,
            Conditions = Ended(conditions, succeeded: false, problem.Reason, problem.Message),
        };
    }

    private V1Alpha1TaskStatus Running(V1Job? job, ImmutableList<V1Condition> conditions, string reason, string message)
    {
        conditions = Set(conditions, ConditionType.Complete, false, reason, message);
        conditions = Set(conditions, ConditionType.Ready, false, reason, message);
        conditions = Set(conditions, ConditionType.Reconciling, true, reason, message);
        return FromJob(job) with { Phase = TaskPhase.Running, Message = message, Conditions = conditions, ExitCode = null };
    }

    private V1Alpha1TaskStatus FromJob(V1Job? job) =>
        (
            job is null
                ? _old
                : _old with
                {
                    JobName = job.Metadata.Name,
                    Agent = new AgentSnapshot
                    {
                        Name = ResourceNames.AgentOf(task),
                        Image = job.Spec?.Template?.Spec?.Containers?.FirstOrDefault(c => c.Name == KubeTaskApi.AgentContainer)?.Image,
                    },
                    StartTime = job.Metadata.CreationTimestamp,
                    Attempts =
                        TaskAttempts.Current(_old) == 1
                            ? _old.Attempts
                            : [.. TaskAttempts.Ended(_old), Attempt(job, PodOutcome.None, null, null)],
                }
        ) with
        {
            NextAttemptTime = null,
            ObservedGeneration = task.Metadata.Generation,
        };

    /// <summary>The attempts including the end of the last one; unchanged if there was only one.</summary>
    private IReadOnlyList<TaskAttempt>? LastOf(V1Job? job, PodOutcome pod, string reason, DateTime? at) =>
        TaskAttempts.Current(_old) == 1 ? _old.Attempts : [.. TaskAttempts.Ended(_old), Attempt(job, pod, reason, at ?? Now)];

    private TaskAttempt Attempt(V1Job? job, PodOutcome pod, string? reason, DateTime? at) =>
        new()
        {
            JobName = job?.Metadata.Name ?? TaskAttempts.Job(task),
            PodName = pod.PodName,
            StartTime = job?.Metadata.CreationTimestamp ?? _old.StartTime,
            CompletionTime = at,
            Reason = reason,
            ExitCode = pod.ExitCode,
            NeverStarted = pod.End == AttemptEnd.NeverStarted ? true : null,
        };

    private ImmutableList<V1Condition> Admitted()
    {
        ImmutableList<V1Condition> conditions = _conditions.Resolved();
        return Conditions.IsTrue(conditions, ConditionType.Queued)
            ? Set(conditions, ConditionType.Queued, false, TaskReason.SlotTaken, "the Task has a slot of its Agent")
            : conditions;
    }

    private ImmutableList<V1Condition> AdmittedAndStarted(PodOutcome pod)
    {
        ImmutableList<V1Condition> conditions = Admitted();
        if (!pod.AgentStarted)
            return conditions;
        return Set(
            conditions,
            ConditionType.Started,
            true,
            TaskReason.Running,
            pod.PodName is { } name ? $"pod {name} ran the agent" : "the agent ran"
        );
    }

    private ImmutableList<V1Condition> WithRun(PodOutcome pod) => RunEnd.WithMcpServers(_conditions, AdmittedAndStarted(pod), pod.Run);

    private ImmutableList<V1Condition> Ended(ImmutableList<V1Condition> conditions, bool succeeded, string reason, string message)
    {
        if (Conditions.IsTrue(conditions, ConditionType.Queued))
            conditions = conditions.Without(ConditionType.Queued);
        conditions = Set(conditions, ConditionType.Complete, succeeded, reason, message);
        conditions = succeeded ? conditions.Without(ConditionType.Failed) : Set(conditions, ConditionType.Failed, true, reason, message);
        conditions = Set(conditions, ConditionType.Ready, succeeded, reason, message).Without(ConditionType.Reconciling);
        return succeeded ? conditions : Set(conditions, ConditionType.Stalled, true, reason, message);
    }

    private ImmutableList<V1Condition> Set(
        ImmutableList<V1Condition> conditions,
        string type,
        bool status,
        string reason,
        string message
    ) => _conditions.Set(conditions, type, status, reason, message);
}
