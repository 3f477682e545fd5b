using System.Collections.Immutable;
using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Core.Jobs;
using KubeTask.Core.Names;
using KubeTask.Core.Work;

namespace KubeTask.Core.Tasks;

/// <summary>
/// Decides what to do next about a Task. Pure: all that is known goes in, what to look at or to write comes out. The caller carries it out, puts
/// what came of it into the state, and asks again until there is nothing left (KubeTask.Kubernetes does so).
/// </summary>
public static class TaskDecider
{
    public static TaskDecision Decide(TaskState state, DateTimeOffset now)
    {
        V1Alpha1Task task = state.Task;
        // A Task that is being deleted takes its Job, pods and ConfigMaps with it.
        if (task.Metadata.DeletionTimestamp is not null)
            return TaskDecision.Nothing;
        if (SpecChange.Decide(state) is { } told)
            return told;
        if (TaskPhase.IsTerminal(task.Status?.Phase))
            return Retire(state, now);

        return task.Status?.Phase == TaskPhase.Running ? FollowJob(state, now) : Start(state, now);
    }

    /// <summary>The Task has ended: it stays as it is, until it is old enough to go.</summary>
    private static TaskDecision Retire(TaskState state, DateTimeOffset now)
    {
        V1Alpha1Task task = state.Task;
        if (task.Spec.TtlSecondsAfterFinished is null && MissingConfigs(state) is { Length: > 0 } needs)
            return TaskDecision.See(needs);
        long?[] configured = [.. ConfigLookup.All(state).Select(c => (long?)c.Spec.TaskLifecycle?.TtlSecondsAfterFinished).Where(s => s is not null)];
        DateTimeOffset? at = TaskRetention.DeleteAt(task.Status!.CompletionTime, task.Spec.TtlSecondsAfterFinished, configured.FirstOrDefault(), null);
        return now >= at ? TaskDecision.Do(new TaskAction.DeleteTask(task.Metadata.Uid, task.Metadata.ResourceVersion)) : TaskDecision.Nothing;
    }

    /// <summary>The Task is Running: its Job is there and active, or ended, or gone.</summary>
    private static TaskDecision FollowJob(TaskState state, DateTimeOffset now)
    {
        var key = new ObjectKey(state.Key.Namespace, state.Task.Status?.JobName ?? ResourceNames.Job(state.Key.Name));
        if (!state.Jobs.TryGetValue(key, out V1Job? job))
            return TaskDecision.See([new Need(NeedKind.Job, key), new Need(NeedKind.Pods, key)]);

        if (job is null || OwnershipOf.Object(job.Metadata, state.Task) != Ownership.Ours)
        {
            return End(state, new TaskStatusWriter(state.Task, now).Fail(new Problem(
                TaskReason.JobDeleted, $"Job {key.Name} was deleted while the agent ran; apply the Task again under another name to run it again", ConditionType.Complete)));
        }

        if (JobOutcome.Of(job).Ended)
            return Finish(state, job, now);
        return StopRequestOf.Task(state.Task) == StopRequest.None ? TaskDecision.Nothing : Stop(state, job, now);
    }

    /// <summary>
    /// A person wants the agent stopped. A pod that is on a node gets a deadline of one second, so that it and its log stay; its Job fails by that,
    /// and tells the end. A pod that is on no node yet has no log to keep, and nobody who would see a deadline: its Job is deleted.
    /// </summary>
    private static TaskDecision Stop(TaskState state, V1Job job, DateTimeOffset now)
    {
        var key = new ObjectKey(state.Key.Namespace, job.Metadata.Name);
        if (!state.Pods.TryGetValue(key, out ImmutableArray<V1Pod> pods))
            return TaskDecision.See([new Need(NeedKind.Pods, key)]);

        if (pods.All(p => string.IsNullOrEmpty(p.Spec?.NodeName)))
        {
            TaskDecision end = End(state, new TaskStatusWriter(state.Task, now).Stop(job, PodOutcome.None, null));
            return end with { Actions = [new TaskAction.DeleteJob(key, job.Metadata.Uid), .. end.Actions] };
        }

        return TaskDecision.Do([.. pods
            .Where(p => p.Status?.Phase is not ("Succeeded" or "Failed") && p.Spec?.ActiveDeadlineSeconds != 1 && p.Metadata.DeletionTimestamp is null)
            .Select(p => new TaskAction.StopPod(key, new ObjectKey(key.Namespace, p.Metadata.Name), p.Metadata.Uid))]);
    }

    /// <summary>The Task has no Job on record: make it, or take up what an earlier try made.</summary>
    private static TaskDecision Start(TaskState state, DateTimeOffset now)
    {
        var writer = new TaskStatusWriter(state.Task, now);
        var key = new ObjectKey(state.Key.Namespace, ResourceNames.Job(state.Key.Name));
        V1Job? job = state.Jobs.GetValueOrDefault(key);
        if (job is not null)
        {
            switch (OwnershipOf.Object(job.Metadata, state.Task))
            {
                case Ownership.Foreign:
                    return End(state, writer.Fail(Taken("Job", key.Name)));
                case Ownership.Former:
                    return Wait(state, writer, Collected("Job", key.Name));
                case Ownership.Ours when JobOutcome.Of(job).Ended:
                    return Finish(state, job, now);
                default:
                    break;
            }
        }

        if (StopRequestOf.Task(state.Task) != StopRequest.None)
        {
            // An earlier try may have made the Job and died before it said so.
            if (!state.Jobs.ContainsKey(key))
                return TaskDecision.See([new Need(NeedKind.Job, key)]);
            return job is null ? End(state, writer.Stop(null, PodOutcome.None, null)) : Started(state, job, writer);
        }

        var preparation = new TaskPreparation(state);
        Result<PreparedTask> prepared = preparation.Prepare();
        if (preparation.Needs.Count > 0)
            return TaskDecision.See(preparation.Needs);
        if (!prepared.Succeeded(out PreparedTask? start, out Problem? problem))
        {
            // A Job of ours means that all was in order when it was made: what has gone missing since doesn't matter any more. Where all is in
            // order now, creating it tells whether there is one; here it must be looked up.
            if (!state.Jobs.ContainsKey(key))
                return TaskDecision.See([new Need(NeedKind.Job, key)]);
            if (job is not null)
                return Started(state, job, writer);
            return problem.MayAppear ? WaitForReference(state, writer, problem, now) : End(state, writer.Fail(problem));
        }

        if (FindRefusal(state, start) is { } refusal)
            return WithoutJob(state, job, End(state, writer.Fail(refusal)));

        var actions = ImmutableArray.CreateBuilder<TaskAction>();
        foreach (V1ConfigMap configMap in start.ConfigMaps)
        {
            if (!state.ContextConfigMaps.TryGetValue(new ObjectKey(key.Namespace, configMap.Metadata.Name), out V1ConfigMap? existing))
                actions.Add(new TaskAction.CreateConfigMap(configMap));
            else if (OwnershipOf.Object(existing.Metadata, state.Task) is var whose and not Ownership.Ours)
                return MakeWay(state, writer, job, whose, configMap.Metadata.Name);
        }

        // The Job needs no ConfigMap to be created: its pod waits for one. So both are written at once.
        if (job is null)
            actions.Add(new TaskAction.CreateJob(start.Job));
        return actions.Count > 0 ? new TaskDecision([], actions.ToImmutable()) : Started(state, job!, writer);
    }

    /// <summary>The ConfigMap's name is taken. A Job of ours must not run with what stands there.</summary>
    private static TaskDecision MakeWay(TaskState state, TaskStatusWriter writer, V1Job? job, Ownership whose, string name)
    {
        TaskDecision decision = whose == Ownership.Foreign
            ? End(state, writer.Fail(Taken("ConfigMap", name)))
            : Wait(state, writer, Collected("ConfigMap", name));
        return WithoutJob(state, job, decision);
    }

    /// <summary>The decision, and the Job, made at the same time as what it would need, is deleted: its pod would wait for ever.</summary>
    private static TaskDecision WithoutJob(TaskState state, V1Job? job, TaskDecision decision)
    {
        if (job is null)
            return decision;
        var delete = new TaskAction.DeleteJob(new ObjectKey(state.Key.Namespace, job.Metadata.Name), job.Metadata.Uid);
        return decision with { Actions = [delete, .. decision.Actions] };
    }

    private static Problem? FindRefusal(TaskState state, PreparedTask start)
    {
        foreach (V1ObjectMeta metadata in start.ConfigMaps.Select(c => c.Metadata).Append(start.Job.Metadata))
        {
            if (state.Refused.TryGetValue(new ObjectKey(state.Key.Namespace, metadata.Name), out string? words))
                return new Problem(TaskReason.Refused, $"the API server refused {metadata.Name}: {words}", ConditionType.Accepted);
        }

        return null;
    }

    private static Problem Taken(string kind, string name) => new(
        TaskReason.NameConflict, $"{kind} {name} exists and isn't this Task's; delete or rename it, or give the Task another name", ConditionType.Accepted);

    private static Problem Collected(string kind, string name) => new(
        TaskReason.FormerTaskJob, $"{kind} {name} belongs to a former Task of this name; waiting for it to be collected", ConditionType.Accepted, MayAppear: true);

    private static TaskDecision WaitForReference(TaskState state, TaskStatusWriter writer, Problem problem, DateTimeOffset now)
    {
        if (MissingConfigs(state) is { Length: > 0 } needs)
            return TaskDecision.See(needs);
        int grace = ConfigLookup.All(state).Select(c => c.Spec.TaskLifecycle?.MissingReferenceGraceSeconds).FirstOrDefault(s => s is not null)
            ?? KubeTaskApi.DefaultMissingReferenceGraceSeconds;
        DateTime since = writer.WaitingSince(problem);
        return now.UtcDateTime - since >= TimeSpan.FromSeconds(grace) ? End(state, writer.Fail(problem)) : Wait(state, writer, problem);
    }

    private static Need[] MissingConfigs(TaskState state)
        => [.. ConfigLookup.Keys(state).Where(k => !state.Configs.ContainsKey(k)).Select(k => new Need(NeedKind.Config, k))];

    private static TaskDecision Wait(TaskState state, TaskStatusWriter writer, Problem problem)
        => Write(state, writer.Wait(problem), new TaskStep("Warning", problem.Reason, problem.Message));

    private static TaskDecision Started(TaskState state, V1Job job, TaskStatusWriter writer)
        => Write(state, writer.Run(job), new TaskStep("Normal", "Started", $"Job {job.Metadata.Name} created"));

    private static TaskDecision Finish(TaskState state, V1Job job, DateTimeOffset now)
    {
        var key = new ObjectKey(state.Key.Namespace, job.Metadata.Name);
        if (!state.Pods.TryGetValue(key, out ImmutableArray<V1Pod> pods))
            return TaskDecision.See([new Need(NeedKind.Pods, key)]);
        var writer = new TaskStatusWriter(state.Task, now);
        JobOutcome outcome = JobOutcome.Of(job);
        // An agent that came to its end before the stop reached it has finished; any other end is the stop's.
        return !outcome.Succeeded && StopRequestOf.Task(state.Task) != StopRequest.None
            ? End(state, writer.Stop(job, PodOutcome.Of(pods), outcome.At))
            : End(state, writer.Finish(job, outcome, PodOutcome.Of(pods)));
    }

    private static TaskDecision End(TaskState state, V1Alpha1TaskStatus status)
        => Write(state, status, status.Phase == TaskPhase.Failed ? new TaskStep("Warning", "Failed", status.Message!)
            : Conditions.IsTrue(status.Conditions, ConditionType.Stopped) ? new TaskStep("Normal", "Stopped", status.Message!)
            : new TaskStep("Normal", "Completed", status.Message!));

    /// <summary>Writes a status that says something new; one that doesn't would only wake everybody who watches.</summary>
    private static TaskDecision Write(TaskState state, V1Alpha1TaskStatus status, TaskStep step)
        => TaskStatusWriter.Same(state.Task.Status, status)
            ? TaskDecision.Nothing
            : TaskDecision.Do(
                new TaskAction.WriteStatus(status),
                new TaskAction.RecordEvent(
                    ResourceNames.Event(state.Key.Name, state.Task.Metadata.Uid, step.Reason, step.Message), step.Type, step.Reason, step.Message));

    private readonly record struct TaskStep(string Type, string Reason, string Message);
}
