using KubeTask.Core.Events;
using KubeTask.Core.Jobs;
using KubeTask.Core.Work;

namespace KubeTask.Core.Tests.Work;

/// <summary>Work for a Task that follows from its pods, its deadline, and who holds it (hazards.md, rows 34 to 38 and 40).</summary>
public sealed class PodWorkTests
{
    private static readonly DateTimeOffset s_now = SimulatedCluster.Start;
    private static readonly DueWork s_changedNow = new(EventType.TaskChanged, DateTimeOffset.MinValue);

    [Theory]
    [InlineData(AgentObservation.NotStarted, false, false, false, false)]
    [InlineData(AgentObservation.Runs, false, false, false, true)]
    [InlineData(AgentObservation.Runs, true, false, false, false)]
    [InlineData(AgentObservation.EndedBeforeOthers, true, false, false, true)]
    [InlineData(AgentObservation.Ended, true, true, true, false)]
    [InlineData(AgentObservation.Runs, true, true, false, false)]
    [InlineData(AgentObservation.Runs, true, true, true, true)]
    [InlineData(AgentObservation.Runs, false, true, false, true)]
    [InlineData(AgentObservation.NotStarted, false, true, false, true)]
    [InlineData(AgentObservation.NotStarted, false, true, true, false)]
    public void What_happens_to_the_pod_is_due_until_the_Task_reflects_it(
        AgentObservation agent,
        bool startReported,
        bool deleting,
        bool mayBeReplaced,
        bool due
    ) =>
        Assert.Equal(
            due ? s_changedNow : null,
            TaskWork.Next(
                new TaskFacts
                {
                    Running = true,
                    Job = JobObservation.Active,
                    Pods = new PodFacts
                    {
                        MayRun = true,
                        Agent = agent,
                        StartReported = startReported,
                        Deleting = deleting,
                        MayBeReplaced = mayBeReplaced,
                    },
                }
            )
        );

    [Fact]
    public void A_deleted_pod_whose_agent_never_started_is_due_until_that_is_reported()
    {
        var facts = new TaskFacts
        {
            Running = true,
            Job = JobObservation.Active,
            Pods = new PodFacts { MayRun = true, Deleting = true },
        };
        Assert.Equal(s_changedNow, TaskWork.Next(facts));
        Assert.Null(TaskWork.Next(facts with { TroubleReported = "PodDeleted" }));
    }

    [Fact]
    public void An_end_waits_for_pods_that_may_still_run()
    {
        var running = new PodFacts { MayRun = true };
        Assert.Null(
            TaskWork.Next(
                new TaskFacts
                {
                    Running = true,
                    Job = JobObservation.Ended,
                    Pods = running,
                }
            )
        );
        Assert.Null(
            TaskWork.Next(
                new TaskFacts
                {
                    Running = true,
                    Job = JobObservation.Absent,
                    Pods = running,
                }
            )
        );
    }

    [Fact]
    public void A_deadline_is_due_while_the_agent_has_not_started()
    {
        var facts = new TaskFacts
        {
            Running = true,
            Job = JobObservation.Active,
            DeadlineAt = s_now,
        };
        Assert.Equal(new DueWork(EventType.TaskChanged, s_now), TaskWork.Next(facts));
        Assert.Equal(
            new DueWork(EventType.TaskChanged, s_now.AddSeconds(-1)),
            TaskWork.Next(facts with { Trouble = new PodTrouble("Unschedulable", s_now.AddSeconds(-1)) })
        );
        Assert.Null(
            TaskWork.Next(
                facts with
                {
                    Pods = new PodFacts { Agent = AgentObservation.Runs, StartReported = true },
                }
            )
        );
    }

    [Fact]
    public void A_Task_that_somebody_holds_while_it_is_deleted_is_due_until_it_has_ended()
    {
        var held = new TaskFacts { Deleting = true, Held = true };
        Assert.Equal(s_changedNow, TaskWork.Next(held));
        Assert.Equal(s_changedNow, TaskWork.Next(held with { Running = true, Job = JobObservation.Active }));
        Assert.Equal(EventType.JobCompleted, TaskWork.Next(held with { Running = true, Job = JobObservation.Ended })?.EventType);
        Assert.Null(TaskWork.Next(held with { Terminal = true, DeleteAt = s_now, Surplus = true }));
    }
}
