using k8s.Models;
using KubeTask.Cli.Output;
using KubeTask.Core.Api;
using KubeTask.Core.Names;
using KubeTask.Core.Outcomes;
using KubeTask.Core.Slots;
using KubeTask.Core.Validation;

namespace KubeTask.Cli.Words;

/// <summary>Says in sentences what a Task does now, what it waits for, and what waits for it. Pure.</summary>
internal static class TaskWaits
{
    private const int MostNames = 5;
    private static readonly TimeSpan s_noticedWithin = TimeSpan.FromSeconds(30);

    public static IEnumerable<string> Sentences(TaskFacts facts)
    {
        IEnumerable<string> state = TaskWords.PhaseOf(facts.Task) switch
        {
            TaskPhase.Completed or TaskPhase.Failed => Ended(facts),
            TaskPhase.Running => Running(facts),
            TaskPhase.Queued => Queued(facts),
            _ => Pending(facts),
        };
        return state.Concat(Stop(facts));
    }

    private static IEnumerable<string> Pending(TaskFacts facts)
    {
        V1Alpha1Task task = facts.Task;
        IReadOnlyList<V1Condition>? conditions = task.Status?.Conditions;
        if (task.Status?.NextAttemptTime is { } next)
        {
            string why = Conditions.Find(conditions, ConditionType.Complete)?.Message ?? task.Status.Message ?? "";
            string wait = next.ToUniversalTime() <= facts.Now.UtcDateTime ? "is due now" : $"starts in {Until(next, facts.Now)}";
            yield return $"The next attempt {wait}{Because(why)}.";
            yield break;
        }

        if (Conditions.Find(conditions, ConditionType.Ready) is { Reason: TaskReason.ReconcileError } error)
        {
            yield return $"KubeTask can't start it: {Text(error.Message)}. It tries again, at most 30s later.";
            yield break;
        }

        V1Condition? missing = conditions?.FirstOrDefault(c =>
            c.Type is ConditionType.Accepted or ConditionType.ContextsResolved && c.Status == Conditions.False
        );
        if (missing is not null)
        {
            yield return $"It has waited for {Age.Since(missing.LastTransitionTime, facts.Now)}: {Text(missing.Message)}.";
            if (missing.Reason != TaskReason.FormerTaskJob)
            {
                yield return $"It starts by itself when that is there, and fails with reason {missing.Reason} when it has waited too long "
                    + $"({KubeTaskApi.DefaultMissingReferenceGraceSeconds}s, unless a KubeTaskConfig sets missingReferenceGraceSeconds).";
            }

            yield break;
        }

        yield return facts.Now.UtcDateTime - task.Metadata.CreationTimestamp is { } age && age > s_noticedWithin
            ? $"Nothing has looked at it for {Age.Of(age)}. \"kubectl kubetask doctor\" says what doesn't run."
            : "It is new: KubeTask is waking a function for it.";
    }

    private static IEnumerable<string> Queued(TaskFacts facts)
    {
        V1Alpha1Task task = facts.Task;
        string agent = ResourceNames.AgentOf(task);
        V1Condition? queued = Conditions.Find(task.Status?.Conditions, ConditionType.Queued);
        List<V1Alpha1Task> queue = Queue(facts, agent);
        int place = queue.FindIndex(t => t.Metadata.Uid == task.Metadata.Uid);
        string since = Age.Since(queued?.LastTransitionTime ?? task.Metadata.CreationTimestamp, facts.Now);
        string position =
            place >= 0 ? $"as number {place + 1} of {queue.Count}"
            : TaskWords.QueuePositionOf(task) is { } known ? $"as number {known}"
            : "";
        yield return $"It has been in the queue of Agent {agent} for {since}{(position.Length > 0 ? ", " + position : "")}.";
        yield return facts.Agent is { } limited ? Limit(limited, queued?.Reason, facts.Now) : Text(task.Status?.Message ?? "") + ".";
        if (facts.Agent?.Status?.Slots is { Count: > 0 } slots)
        {
            yield return $"{(slots.Count == 1 ? "The slot is" : "The slots are")} held by "
                + Names(slots.Select(s => s.Task + (s.Since is { } from ? $" (for {Age.Since(from, facts.Now)})" : "")))
                + ".";
        }

        if (place > 0)
            yield return $"Before it: {Names(queue.Take(place).Select(t => t.Metadata.Name))}.";
    }

    private static string Limit(V1Alpha1Agent agent, string? reason, DateTimeOffset now)
    {
        string name = agent.Metadata.Name;
        if (reason == TaskReason.QuotaExceeded && agent.Spec.Quota is { } quota)
        {
            DateTimeOffset opens = QuotaWindow.OpensAt(agent.Status?.Starts, quota, now);
            string next = opens > now ? $"the next may start in {Until(opens.UtcDateTime, now)}" : "the next may start now";
            string most = TaskWords.Count(quota.MaxTaskStarts, "Task");
            return $"Agent {name} may start {most} within {quota.WindowSeconds}s, its quota; {next}.";
        }

        return agent.Spec.MaxConcurrentTasks is > 0 and { } max
            ? $"Agent {name} runs at most {TaskWords.Count(max, "Task")} at once."
            : $"Agent {name} is counting its slots.";
    }

    private static IEnumerable<string> Running(TaskFacts facts)
    {
        V1Alpha1Task task = facts.Task;
        V1Condition? started = Conditions.Find(task.Status?.Conditions, ConditionType.Started);
        if (started?.Status == Conditions.True)
        {
            yield return $"The agent has been running for {Age.Since(started.LastTransitionTime, facts.Now)}"
                + (task.Status?.PodName is { Length: > 0 } pod ? $" in pod {pod}." : ".");
        }
        else if (started is not null)
        {
            yield return $"Its pod hasn't started for {Age.Since(started.LastTransitionTime, facts.Now)}: {Text(started.Message)}.";
        }
        else
        {
            yield return $"Job {task.Status?.JobName} exists since {Age.Since(task.Status?.StartTime, facts.Now)}; its "
                + "pod doesn't run the agent "
                + "yet.";
        }

        if (Conditions.Find(task.Status?.Conditions, ConditionType.Ready) is { Reason: TaskReason.ReconcileError } error)
            yield return $"KubeTask can't continue: {Text(error.Message)}. It tries again, at most 30s later.";
        if (task.Spec.ActiveDeadlineSeconds is { } deadline && task.Status?.StartTime is { } from)
            yield return $"It may run until its deadline, in {Until(from.AddSeconds(deadline), facts.Now)}.";
        string agent = ResourceNames.AgentOf(task);
        if (facts.Agent?.Status?.Slots?.Any(s => s.Uid == task.Metadata.Uid) == true && Queue(facts, agent) is { Count: > 0 } queue)
        {
            yield return $"It holds a slot of Agent {agent}, for which {Names(queue.Select(t => t.Metadata.Name))} "
                + $"{(queue.Count == 1 ? "waits" : "wait")}.";
        }
    }

    private static IEnumerable<string> Ended(TaskFacts facts)
    {
        V1Alpha1Task task = facts.Task;
        string name = task.Metadata.Name;
        bool failed = TaskWords.PhaseOf(task) == TaskPhase.Failed;
        DateTime? end = task.Status?.CompletionTime;
        string when = end is null ? "" : $" {Age.Since(end, facts.Now)} ago";
        string took = end is { } ended && task.Status?.StartTime is { } start ? $", after {Age.Of(ended - start)}" : "";
        yield return $"It {(failed ? "failed" : "completed")}{when}{took}: {Text(task.Status?.Message ?? "no message")}.";
        if (failed && Conditions.Find(task.Status?.Conditions, ConditionType.Failed)?.Reason is { } reason)
            yield return $"The reason is {reason}; docs/task.md says what to do about it.";
        if (task.Status?.PodName is { Length: > 0 })
            yield return $"Its log: kubectl kubetask logs {name}";
        if (failed)
            yield return $"To try it again, as a new Task: kubectl kubetask retry {name}";
    }

    private static IEnumerable<string> Stop(TaskFacts facts)
    {
        V1Alpha1Task task = facts.Task;
        if (task.Metadata.DeletionTimestamp is not null)
            yield return "It is being deleted.";
        if (!TaskPhase.IsTerminal(task.Status?.Phase) && StopRequest.Of(task) is StopRequest.Stop or StopRequest.Terminate)
            yield return "A stop is requested; KubeTask ends the agent, and keeps its log.";
        if (StopRequests.Invalid(task) is { } invalid && !TaskPhase.IsTerminal(task.Status?.Phase))
            yield return $"A stop isn't understood: {Text(invalid)}.";
    }

    private static List<V1Alpha1Task> Queue(TaskFacts facts, string agent) =>
        [
            .. facts
                .Others.Where(t => TaskWords.PhaseOf(t) == TaskPhase.Queued && ResourceNames.AgentOf(t) == agent)
                .OrderBy(t => t.Metadata.CreationTimestamp)
                .ThenBy(t => t.Metadata.Name, StringComparer.Ordinal),
        ];

    private static string Names(IEnumerable<string> names)
    {
        string[] all = [.. names.Select(n => OneLine.Of(n))];
        return all.Length <= MostNames
            ? string.Join(", ", all)
            : $"{string.Join(", ", all.Take(MostNames))} and {all.Length - MostNames} more";
    }

    private static string Until(DateTime time, DateTimeOffset now) => Age.Of(time.ToUniversalTime() - now.UtcDateTime);

    private static string Because(string message) => message.Length == 0 ? "" : $": {Text(message)}";

    private static string Text(string message) => OneLine.Of(message).TrimEnd('.');
}
