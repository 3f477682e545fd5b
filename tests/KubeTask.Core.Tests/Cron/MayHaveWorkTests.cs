using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Core.Cron;

namespace KubeTask.Core.Tests.Cron;

/// <summary>The timer's look at all CronTasks passes over those that surely have nothing to do, and over no other.</summary>
public sealed class MayHaveWorkTests
{
    private static readonly DateTime s_now = new(2026, 1, 1, 9, 30, 0, DateTimeKind.Utc);

    private static V1Alpha1CronTask AtRest =>
        new()
        {
            Metadata = new V1ObjectMeta
            {
                Name = "nightly",
                NamespaceProperty = "default",
                Generation = 3,
                CreationTimestamp = s_now.AddDays(-1),
            },
            Spec = new V1Alpha1CronTaskSpec
            {
                Schedule = "0 * * * *",
                TaskTemplate = new TaskTemplate { Spec = new V1Alpha1TaskSpec { Description = "x" } },
            },
            Status = new V1Alpha1CronTaskStatus
            {
                ObservedGeneration = 3,
                ObservedSchedule = "0 * * * * UTC",
                NextScheduleTime = s_now.AddMinutes(30),
            },
        };

    [Fact]
    public void One_that_waits_for_its_due_time_has_none() => Assert.False(Asked(AtRest));

    [Fact]
    public void One_whose_due_time_has_come_may() => Assert.True(CronTaskGlance.MayHaveWork(AtRest, s_now.AddMinutes(30)));

    [Fact]
    public void One_that_was_never_decided_on_may() => Assert.True(Asked(AtRest with { Status = null }));

    [Fact]
    public void One_that_was_edited_may() => Assert.True(Asked(AtRest with { Status = AtRest.Status! with { ObservedGeneration = 2 } }));

    [Fact]
    public void One_with_active_Tasks_may_for_they_may_have_ended()
    {
        Assert.True(Asked(AtRest with { Status = AtRest.Status! with { Active = [new V1ObjectReference { Name = "nightly-1" }] } }));
        Assert.False(Asked(AtRest with { Status = AtRest.Status! with { Active = [] } }));
    }

    [Fact]
    public void One_with_a_trigger_may_until_it_is_obeyed()
    {
        V1Alpha1CronTask triggered = AtRest;
        triggered.Metadata.Annotations = new Dictionary<string, string> { [Annotations.Trigger] = "now" };
        Assert.True(Asked(triggered));
        Assert.False(Asked(triggered with { Status = triggered.Status! with { LastTrigger = "now" } }));
    }

    [Fact]
    public void One_whose_next_due_time_is_another_may() =>
        Assert.True(Asked(AtRest with { Status = AtRest.Status! with { NextScheduleTime = s_now.AddMinutes(31) } }));

    [Theory]
    [InlineData(true, "0 * * * *")]
    [InlineData(false, "no schedule")]
    public void One_without_due_times_may_until_its_status_names_none(bool suspended, string schedule)
    {
        V1Alpha1CronTask stopped = AtRest with { Spec = AtRest.Spec with { Suspend = suspended, Schedule = schedule } };
        Assert.True(Asked(stopped));
        Assert.False(Asked(stopped with { Status = stopped.Status! with { NextScheduleTime = null } }));
    }

    [Fact]
    public void One_that_is_being_deleted_has_none()
    {
        V1Alpha1CronTask leaving = AtRest with { Status = null };
        leaving.Metadata.DeletionTimestamp = s_now;
        Assert.False(Asked(leaving));
    }

    private static bool Asked(V1Alpha1CronTask cronTask) => CronTaskGlance.MayHaveWork(cronTask, s_now);
}
