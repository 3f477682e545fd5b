using KubeTask.Core.Events;
using KubeTask.Core.Jobs;
using KubeTask.Core.Work;

namespace KubeTask.Core.Tests.Work;

/// <summary>The one predicate that scaling and delivery share.</summary>
public sealed class TaskWorkTests
{
    private static readonly DateTimeOffset s_now = SimulatedCluster.Start;
    private static readonly DueWork s_changedNow = new(EventType.TaskChanged, DateTimeOffset.MinValue);

    [Fact]
    public void A_new_Task_is_due_at_once() => Assert.Equal(s_changedNow, TaskWork.Next(new TaskFacts()));

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_Task_that_has_ended_or_is_being_deleted_has_no_work(bool terminal, bool deleting) =>
        Assert.All(Enum.GetValues<JobObservation>(), job => Assert.Null(
                TaskWork.Next(
                    new TaskFacts
                    {
                        Terminal = terminal,
                        Deleting = deleting,
                        Running = true,
                        Job = job,
                        StopRequested = true,
                    }
                )
            ));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_Job_that_has_ended_is_due_at_once(bool running) =>
        Assert.Equal(
            new DueWork(EventType.JobCompleted, DateTimeOffset.MinValue),
            TaskWork.Next(
                new TaskFacts
                {
                    Running = running,
                    Job = JobObservation.Ended,
                    StopRequested = true,
                }
            )
        );

    [Fact]
    public void A_running_Task_with_an_active_Job_has_no_work_unless_it_is_to_be_stopped()
    {
        Assert.Null(TaskWork.Next(new TaskFacts { Running = true, Job = JobObservation.Active }));
        Assert.Equal(
            s_changedNow,
            TaskWork.Next(
                new TaskFacts
                {
                    Running = true,
                    Job = JobObservation.Active,
                    StopRequested = true,
                }
            )
        );
    }

    [Theory]
    [InlineData(SlotObservation.Waiting, false)]
    [InlineData(SlotObservation.Granted, true)]
    [InlineData(SlotObservation.NotNeeded, true)]
    public void A_Queued_Task_is_due_when_it_has_a_slot_or_needs_none(SlotObservation slot, bool due) =>
        Assert.Equal(
            due ? s_changedNow : null,
            TaskWork.Next(
                new TaskFacts
                {
                    Queued = true,
                    Slot = slot,
                    WaitingSince = s_now,
                }
            )
        );

    [Fact]
    public void A_Queued_Task_that_is_to_be_stopped_is_due_at_once() =>
        Assert.Equal(
            s_changedNow,
            TaskWork.Next(
                new TaskFacts
                {
                    Queued = true,
                    Slot = SlotObservation.Waiting,
                    StopRequested = true,
                }
            )
        );

    [Fact]
    public void The_next_attempt_is_due_at_its_time_unless_the_Task_is_to_be_stopped()
    {
        Assert.Equal(new DueWork(EventType.TaskChanged, s_now), TaskWork.Next(new TaskFacts { NextAttemptAt = s_now }));
        Assert.Equal(s_changedNow, TaskWork.Next(new TaskFacts { NextAttemptAt = s_now, StopRequested = true }));
    }

    [Fact]
    public void Trouble_of_a_pod_is_due_until_it_is_reported_and_once_more_when_it_is_over()
    {
        var running = new TaskFacts { Running = true, Job = JobObservation.Active };
        var trouble = new PodTrouble("ImagePullBackOff", s_now);
        Assert.Equal(new DueWork(EventType.TaskChanged, s_now), TaskWork.Next(running with { Trouble = trouble }));
        Assert.Null(TaskWork.Next(running with { Trouble = trouble, TroubleReported = "ImagePullBackOff" }));
        Assert.Equal(
            new DueWork(EventType.TaskChanged, s_now),
            TaskWork.Next(running with { Trouble = trouble, TroubleReported = "Unschedulable" })
        );
        Assert.Equal(s_changedNow, TaskWork.Next(running with { TroubleReported = "ImagePullBackOff" }));
    }

    /// <summary>Events arrive late, and nothing announces them.</summary>
    [Theory]
    [InlineData("PodNotCreated", null, 0)]
    [InlineData("PodNotCreated", -20, 0)]
    [InlineData("ContainersNotCreated", 0, 5)]
    [InlineData("ContainersNotCreated", 4, 9)]
    [InlineData("ContainersNotCreated", 6, 12)]
    [InlineData("ContainersNotCreated", 3600, 4200)]
    public void Unexplained_trouble_is_requeued_with_growing_delay(string trouble, int? delivered, int due)
    {
        var starting = new TaskFacts
        {
            Running = true,
            Job = JobObservation.Active,
            TroubleReported = "Starting",
            LastDelivered = delivered is { } seconds ? s_now.AddSeconds(seconds) : null,
        };
        Assert.Equal(
            new DueWork(EventType.TaskChanged, s_now.AddSeconds(due)),
            TaskWork.Next(starting with { Trouble = new PodTrouble(trouble, s_now) })
        );
        Assert.Equal(s_changedNow, TaskWork.Next(starting with { Trouble = new PodTrouble("ImagePullBackOff", DateTimeOffset.MinValue) }));
        Assert.Equal(s_changedNow, TaskWork.Next(starting));
    }

    [Fact]
    public void A_finished_Task_past_the_retention_limit_is_due_at_once_unless_it_is_being_deleted()
    {
        Assert.Equal(
            s_changedNow,
            TaskWork.Next(
                new TaskFacts
                {
                    Terminal = true,
                    Surplus = true,
                    DeleteAt = DateTimeOffset.MaxValue,
                }
            )
        );
        Assert.Null(
            TaskWork.Next(
                new TaskFacts
                {
                    Terminal = true,
                    Surplus = true,
                    Deleting = true,
                }
            )
        );
    }

    /// <summary>On an API server without CEL, a spec can change after the start, and that must be reported.</summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_spec_change_after_the_start_is_due_at_once(bool running, bool terminal) =>
        Assert.Equal(
            s_changedNow,
            TaskWork.Next(
                new TaskFacts
                {
                    Running = running,
                    Terminal = terminal,
                    Job = JobObservation.Active,
                    SpecChanged = true,
                    DeleteAt = DateTimeOffset.MaxValue,
                }
            )
        );

    [Fact]
    public void Usage_that_is_not_counted_is_due_at_once_unless_the_Task_is_being_deleted()
    {
        var facts = new TaskFacts
        {
            Terminal = true,
            UsageDue = true,
            DeleteAt = DateTimeOffset.MaxValue,
        };

        Assert.Equal(s_changedNow, TaskWork.Next(facts));
        Assert.Null(TaskWork.Next(facts with { Deleting = true, Held = true }));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Hazard_53_a_stop_that_is_not_understood_is_due_at_once_until_the_Task_has_ended(bool running, bool queued)
    {
        var facts = new TaskFacts
        {
            Running = running,
            Queued = queued,
            Slot = SlotObservation.Waiting,
            Job = running ? JobObservation.Active : JobObservation.Absent,
            NextAttemptAt = DateTimeOffset.MaxValue,
            StopReportDue = true,
        };

        Assert.Equal(s_changedNow, TaskWork.Next(facts));
        Assert.Null(TaskWork.Next(facts with { Running = false, Queued = false, Terminal = true }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Hazard_11_a_running_Task_without_its_Job_is_due_after_a_while(bool stop) =>
        Assert.Equal(
            new DueWork(EventType.TaskChanged, s_now.AddSeconds(2)),
            TaskWork.Next(
                new TaskFacts
                {
                    Running = true,
                    JobAbsentSince = s_now,
                    StopRequested = stop,
                }
            )
        );

    [Theory]
    [InlineData(null, 2)]
    [InlineData(-5, 2)]
    [InlineData(0, 2)]
    [InlineData(7, 9)]
    public void Hazard_14_a_waiting_Task_is_requeued_every_two_seconds(int? delivered, int due) =>
        Assert.Equal(
            new DueWork(EventType.TaskChanged, s_now.AddSeconds(due)),
            TaskWork.Next(
                new TaskFacts { WaitingSince = s_now, LastDelivered = delivered is { } seconds ? s_now.AddSeconds(seconds) : null }
            )
        );

    [Fact]
    public void A_waiting_Task_that_is_to_be_stopped_is_due_at_once() =>
        Assert.Equal(s_changedNow, TaskWork.Next(new TaskFacts { WaitingSince = s_now, StopRequested = true }));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Hazard_23_no_time_in_a_status_is_too_late(int secondsBefore) =>
        Assert.Equal(
            DateTimeOffset.MaxValue.AddSeconds(-Math.Max(secondsBefore - 2, 0)),
            TaskWork.Next(new TaskFacts { WaitingSince = DateTimeOffset.MaxValue.AddSeconds(-secondsBefore) })!.Value.DueAt
        );

    [Fact]
    public void Each_event_type_goes_to_its_function()
    {
        Assert.Equal("OnTaskChanged", EventType.FunctionOf("io.kubetask.task.changed.v1"));
        Assert.Equal("OnJobCompleted", EventType.FunctionOf("io.kubetask.job.completed.v1"));
        Assert.Equal("OnAgentChanged", EventType.FunctionOf("io.kubetask.agent.changed.v1"));
        Assert.Equal("OnCronTick", EventType.FunctionOf("io.kubetask.crontask.due.v1"));
        Assert.Null(EventType.FunctionOf("io.kubetask.task.changed.v2"));
    }
}
