using k8s.Models;
using KubeTask.Cli.Output;
using KubeTask.Core.Api;
using KubeTask.Core.Outcomes;
using KubeTask.Core.Validation;

namespace KubeTask.Cli.Words;

/// <summary>Describes a CronTask. Pure.</summary>
internal static class CronTaskStory
{
    public static Story Tell(V1Alpha1CronTask cron, IEnumerable<Corev1Event> events, DateTimeOffset now) =>
        new(
            $"CronTask {cron.Metadata.NamespaceProperty}/{cron.Metadata.Name}",
            [
                new Fact("Schedule", $"{OneLine.Of(cron.Spec.Schedule)} ({OneLine.Of(cron.Spec.TimeZone ?? "UTC")})"),
                new Fact("If one is active", Policy(cron.Spec.ConcurrencyPolicy)),
                new Fact("Created", Age.Since(cron.Metadata.CreationTimestamp, now) + " ago"),
            ],
            [.. Sentences(cron, now)],
            [new Section("Events", TaskStory.Events(events, now))]
        );

    private static string Policy(string? policy) =>
        policy switch
        {
            "Allow" => "Allow: another Task starts beside it",
            "Replace" => "Replace: it is deleted, and another starts",
            _ => "Forbid: the due time gets no Task",
        };

    private static IEnumerable<string> Sentences(V1Alpha1CronTask cron, DateTimeOffset now)
    {
        V1Alpha1CronTaskStatus? status = cron.Status;
        V1Condition? ready = Conditions.Find(status?.Conditions, ConditionType.Ready);
        if (cron.Spec.Suspend == true)
        {
            yield return $"It is suspended: due times pass without a Task. To go on: kubectl kubetask resume {cron.Metadata.Name}";
        }
        else if (status?.NextScheduleTime?.ToUniversalTime() is { } next)
        {
            yield return $"Its next Task is due in {Age.Of(next - now.UtcDateTime)}, at {next:yyyy-MM-dd'T'HH:mm:ss'Z'}.";
        }

        if (ready?.Status == Conditions.False && cron.Spec.Suspend != true)
            yield return $"It can't create Tasks: {OneLine.Of(ready.Message)}.";
        else if (ready is null)
            yield return "Nothing has looked at it yet. If that lasts, \"kubectl kubetask doctor\" says what doesn't run.";
        if (status?.Active is { Count: > 0 } active)
        {
            string names = string.Join(", ", active.Select(a => OneLine.Of(a.Name)));
            yield return $"{names} {(active.Count == 1 ? "has" : "have")} not ended.";
        }

        if (status?.LastScheduleTime is { } last)
            yield return $"The last due time with a Task was {Age.Since(last, now)} ago.";
        if (status?.Missed is { Count: > 0 } missed)
        {
            yield return $"{TaskWords.Count(missed.Count, "due time")} had no Task; the last was {Age.Since(missed.Last, now)} ago"
                + (missed.Reason is { } reason ? $" ({reason})." : ".");
        }
    }
}
