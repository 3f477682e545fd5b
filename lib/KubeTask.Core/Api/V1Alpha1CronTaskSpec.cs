using KubeTask.Core.Validation;

namespace KubeTask.Core.Api;

/// <summary>When to create Tasks, and what they look like.</summary>
public sealed record V1Alpha1CronTaskSpec
{
    /// <summary>
    /// The schedule: five fields (minute, hour, day of month, month, day of week) or a macro such as @hourly, as in a Kubernetes CronJob.
    /// </summary>
    [CelRule(@"!self.matches('^\\s*(CRON_)?TZ=')", RuleText.ScheduleHasNoZone)]
    [CelRule(@"!self.matches('^\\s*@every')", RuleText.ScheduleHasNoEvery)]
    [CelRule(
        @"self.matches('^\\s*((CRON_)?TZ=|@every)') || "
            + @"self.matches('^\\s*@(hourly|daily|midnight|weekly|monthly|yearly|annually)\\s*$') || "
            + @"self.matches('^\\s*\\S+(\\s+\\S+){4}\\s*$')",
        RuleText.ScheduleForm
    )]
    [MinLength(1)]
    [MaxLength(256)]
    public required string Schedule { get; init; }

    /// <summary>The IANA time zone of the schedule, such as Europe/Berlin. Defaults to UTC.</summary>
    [Default("\"UTC\"")]
    [MaxLength(64)]
    [CelRule(
        @"self == '' || (self.matches('^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z][A-Za-z0-9_+-]*)*$') && "
            + @"!self.matches('(?i)^(local|localtime|posixrules|factory|(posix|right)/.*)$'))",
        RuleText.TimeZoneName
    )]
    public string? TimeZone { get; init; }

    /// <summary>
    /// How many seconds after a due time its Task may still be created. Without it, there is no limit. A value under 10 counts as 10,
    /// because waking takes seconds.
    /// </summary>
    [Minimum(0)]
    public long? StartingDeadlineSeconds { get; init; }

    /// <summary>
    /// What to do at a due time if an earlier Task is still active: create another Task, create none, or replace the active one.
    /// </summary>
    [Default("\"Forbid\"")]
    [OneOf("Allow", "Forbid", "Replace")]
    public string? ConcurrencyPolicy { get; init; }

    /// <summary>Whether to stop creating Tasks. Due times that pass while suspended never get a Task.</summary>
    [Default("false")]
    public bool? Suspend { get; init; }

    /// <summary>How many completed Tasks to keep.</summary>
    [Default("3")]
    [Minimum(0)]
    public int? SuccessfulTasksHistoryLimit { get; init; }

    /// <summary>How many failed Tasks to keep.</summary>
    [Default("1")]
    [Minimum(0)]
    public int? FailedTasksHistoryLimit { get; init; }

    /// <summary>The Task to create.</summary>
    public required TaskTemplate TaskTemplate { get; init; }
}

/// <summary>The Task that a CronTask creates.</summary>
public sealed record TaskTemplate
{
    /// <summary>Labels and annotations of the Task.</summary>
    public TaskTemplateMetadata? Metadata { get; init; }

    /// <summary>The Task's spec.</summary>
    public required V1Alpha1TaskSpec Spec { get; init; }
}

/// <summary>Labels and annotations of a Task that a CronTask creates.</summary>
public sealed record TaskTemplateMetadata
{
    /// <summary>Labels to add to the Task.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Annotations to add to the Task.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }
}
