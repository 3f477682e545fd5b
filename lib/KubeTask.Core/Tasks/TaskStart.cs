using System.Collections.Immutable;
using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Core.Jobs;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Tasks;

/// <summary>
/// The status names no Job: find what the Task needs, get a slot, and create the Job, or adopt the one that an earlier try created.
/// </summary>
internal static class TaskStart
{
    public static TaskDecision Decide(TaskState state, DateTimeOffset now)
    {
        var writer = new TaskStatusWriter(state.Task, now);
        var key = new ObjectKey(state.Key.Namespace, TaskAttempts.Job(state.Task));
        V1Job? job = state.Jobs.GetValueOrDefault(key);
        if (job is not null)
        {
            switch (Ownership.Of(job.Metadata, state.Task))
            {
                case Ownership.Foreign:
                    return TaskWrites.End(state, writer.Fail(Taken("Job", key.Name)));
                case Ownership.Former:
                    return TaskWrites.Wait(state, writer, Collected("Job", key.Name));
                case Ownership.Ours when JobOutcome.Of(job).Ended:
                    return TaskEnd.Decide(state, job, now);
                default:
                    break;
            }
        }

        if (StopRequest.Of(state.Task) != StopRequest.None)
        {
            // An earlier try may have created the Job and crashed before it wrote the status.
            if (!state.Jobs.ContainsKey(key))
                return TaskDecision.See(new Need.Job(key));
            return job is null ? TaskWrites.End(state, writer.Stop(null, PodOutcome.None, null)) : Created(state, job, writer);
        }

        if (StopReport.Decide(state, now) is { } report)
            return report;
        if (state.Task.Status?.NextAttemptTime > now.UtcDateTime)
            return TaskDecision.Nothing;

        var preparation = new TaskPreparation(state);
        Result<PreparedTask> prepared = preparation.Prepare();
        if (preparation.Needs.Count > 0)
            return TaskDecision.See(preparation.Needs);
        if (!prepared.Succeeded(out PreparedTask? start, out Problem? problem))
        {
            // If our Job exists, everything was in order when it was created; what has gone missing since doesn't matter. If everything is
            // in order now, creating the Job shows whether it exists. Here it must be looked up.
            if (!state.Jobs.ContainsKey(key))
                return TaskDecision.See(new Need.Job(key));
            if (job is not null)
                return Created(state, job, writer);
            return problem.MayAppear ? WaitForReference(state, writer, problem, now) : TaskWrites.End(state, writer.Fail(problem));
        }

        if (FindRefusal(state, start) is { } refusal)
            return WithoutJob(state, job, TaskWrites.End(state, writer.Fail(refusal)));
        if (job is null && TaskAdmission.Decide(state, now) is { } first)
            return first;

        return Make(state, writer, start, key, job);
    }

    /// <summary>Creates the ConfigMaps and the Job that don't exist yet.</summary>
    private static TaskDecision Make(TaskState state, TaskStatusWriter writer, PreparedTask start, ObjectKey key, V1Job? job)
    {
        ImmutableArray<TaskAction>.Builder actions = ImmutableArray.CreateBuilder<TaskAction>();
        foreach (V1ConfigMap configMap in start.ConfigMaps)
        {
            if (!state.ContextConfigMaps.TryGetValue(new ObjectKey(key.Namespace, configMap.Metadata.Name), out V1ConfigMap? existing))
                actions.Add(new TaskAction.CreateConfigMap(configMap));
            else if (Ownership.Of(existing.Metadata, state.Task) is var ownership and not Ownership.Ours)
                return NameTaken(state, writer, job, ownership, configMap.Metadata.Name);
        }

        // The Job can be created before its ConfigMaps, because its pod waits for them. So all are written at once.
        if (job is null)
            actions.Add(new TaskAction.CreateJob(start.Job));
        if (actions.Count > 0)
            return new TaskDecision([], actions.ToImmutable());
        return
            start
                .ConfigMaps.Select(c => state.ContextConfigMaps[new ObjectKey(key.Namespace, c.Metadata.Name)])
                .FirstOrDefault(c => ContextFit.Lacks(job!, c))
                is { } unfit
            ? Recreate(key, job!, unfit)
            : Created(state, job!, writer);
    }

    /// <summary>
    /// The Job's pod waits for a key that the ConfigMap of an earlier try doesn't have. Nothing has run yet, so both are created anew.
    /// </summary>
    private static TaskDecision Recreate(ObjectKey key, V1Job job, V1ConfigMap unfit) =>
        TaskDecision.Do(
            new TaskAction.DeleteJob(key, job.Metadata.Uid),
            new TaskAction.DeleteConfigMap(new ObjectKey(key.Namespace, unfit.Metadata.Name), unfit.Metadata.Uid)
        );

    /// <summary>The ConfigMap's name is taken. Our Job must not run with somebody else's ConfigMap.</summary>
    private static TaskDecision NameTaken(TaskState state, TaskStatusWriter writer, V1Job? job, Ownership ownership, string name)
    {
        TaskDecision decision =
            ownership == Ownership.Foreign
                ? TaskWrites.End(state, writer.Fail(Taken("ConfigMap", name)))
                : TaskWrites.Wait(state, writer, Collected("ConfigMap", name));
        return WithoutJob(state, job, decision);
    }

    /// <summary>
    /// Adds to a decision that the Job is deleted. It was created together with what it needs, and its pod would wait forever.
    /// </summary>
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
            if (state.Refused.TryGetValue(new ObjectKey(state.Key.Namespace, metadata.Name), out string? refusal))
                return new Problem(TaskReason.Refused, $"the API server refused {metadata.Name}: {refusal}", ConditionType.Accepted);
        }

        return null;
    }

    private static Problem Taken(string kind, string name) =>
        new(
            TaskReason.NameConflict,
            $"{kind} {name} exists and isn't this Task's; delete or rename it, or give the Task another name",
            ConditionType.Accepted
        );

    private static Problem Collected(string kind, string name) =>
        new(
            TaskReason.FormerTaskJob,
            $"{kind} {name} belongs to a former Task of this name; waiting for it to be collected",
            ConditionType.Accepted,
            MayAppear: true
        );

    private static TaskDecision WaitForReference(TaskState state, TaskStatusWriter writer, Problem problem, DateTimeOffset now)
    {
        if (ConfigLookup.Missing(state) is { Length: > 0 } needs)
            return TaskDecision.See(needs);
        int grace = ConfigLookup
            .All(state)
            .Select(c => c.Spec.TaskLifecycle?.MissingReferenceGraceSeconds)
            .FirstOrDefault(s => s is not null)
            ?? KubeTaskApi.DefaultMissingReferenceGraceSeconds;
        DateTime since = writer.WaitingSince(problem);
        return now.UtcDateTime - since >= TimeSpan.FromSeconds(grace)
            ? TaskWrites.End(state, writer.Fail(problem))
            : TaskWrites.Wait(state, writer, problem);
    }

    private static TaskDecision Created(TaskState state, V1Job job, TaskStatusWriter writer) => TaskWrites.Write(state, writer.Run(job));
}
