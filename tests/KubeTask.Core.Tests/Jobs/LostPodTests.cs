using System.Collections.Immutable;
using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Core.Events;
using KubeTask.Core.Tasks;

namespace KubeTask.Core.Tests.Jobs;

/// <summary>hazards.md, row 35: a pod is lost while no function looks.</summary>
public sealed class LostPodTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_agent_of_which_nothing_is_known_counts_as_started()
    {
        V1Alpha1TaskStatus status = End(null);

        Assert.Equal(TaskPhase.Failed, status.Phase);
        Assert.Equal("the pod of Job t-job was lost before the agent ended: it was deleted", status.Message);
    }

    [Fact]
    public void An_agent_that_was_observed_never_to_have_started_is_started_again()
    {
        V1Alpha1TaskStatus status = End(new TaskObservation("task-uid", "t-job", null, "job-uid") { LostBeforeStart = true });

        Assert.Equal(TaskPhase.Pending, status.Phase);
        Assert.StartsWith(
            "the pod of Job t-job was lost before the agent started: it was deleted; ",
            status.Message,
            StringComparison.Ordinal
        );
        Assert.Contains("(the agent never started; restart 1 of 3)", status.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("another", "t-job", "job-uid")]
    [InlineData("task-uid", "t-job-2", "job-uid")]
    [InlineData("task-uid", "t-job", "another")]
    public void An_observation_of_another_attempt_says_nothing(string task, string job, string jobUid) =>
        Assert.Equal(TaskPhase.Failed, End(new TaskObservation(task, job, null, jobUid) { LostBeforeStart = true }).Phase);

    /// <summary>The status after the Job failed and its pod is gone.</summary>
    private static V1Alpha1TaskStatus End(TaskObservation? observed)
    {
        var key = new ObjectKey("ns", "t-job");
        var task = new V1Alpha1Task
        {
            Metadata = new V1ObjectMeta
            {
                Name = "t",
                NamespaceProperty = "ns",
                Uid = "task-uid",
                Generation = 1,
            },
            Spec = new V1Alpha1TaskSpec(),
            Status = new V1Alpha1TaskStatus
            {
                Phase = TaskPhase.Running,
                JobName = "t-job",
                ObservedGeneration = 1,
            },
        };
        var job = new V1Job
        {
            Metadata = new V1ObjectMeta
            {
                Name = "t-job",
                Uid = "job-uid",
                OwnerReferences =
                [
                    new V1OwnerReference
                    {
                        ApiVersion = KubeTaskApi.GroupVersion,
                        Kind = "Task",
                        Name = "t",
                        Uid = "task-uid",
                        Controller = true,
                    },
                ],
            },
            Status = new V1JobStatus { Conditions = [new V1JobCondition { Type = "Failed", Status = "True" }] },
        };
        var state = new TaskState
        {
            Task = task,
            Jobs = ImmutableDictionary<ObjectKey, V1Job?>.Empty.Add(key, job),
            Pods = ImmutableDictionary<ObjectKey, ImmutableArray<V1Pod>>.Empty.Add(key, []),
            Observed = observed,
        };
        TaskAction action = Assert.Single(TaskDecider.Decide(state, s_now).Actions, a => a is TaskAction.WriteStatus);
        return ((TaskAction.WriteStatus)action).Status;
    }
}
