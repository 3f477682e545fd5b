using k8s.Models;
using KubeTask.Core.Jobs;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Tests.Jobs;

/// <summary>hazards.md, row 33: a pod that cannot start is distinguished from a pod that is only slow.</summary>
public sealed class PodTroubleTests
{
    private static readonly DateTime s_scheduled = SimulatedCluster.Start.UtcDateTime;

    [Theory]
    [InlineData("ErrImagePull", TaskReason.ImagePullBackOff)]
    [InlineData("ImagePullBackOff", TaskReason.ImagePullBackOff)]
    [InlineData("ErrImageNeverPull", TaskReason.ImagePullBackOff)]
    [InlineData("ImageInspectError", TaskReason.ImagePullBackOff)]
    [InlineData("RegistryUnavailable", TaskReason.ImagePullBackOff)]
    [InlineData("SignatureValidationFailed", TaskReason.ImagePullBackOff)]
    [InlineData("InvalidImageName", TaskReason.InvalidImageName)]
    [InlineData("CreateContainerConfigError", TaskReason.CreateContainerConfigError)]
    [InlineData("CreateContainerError", TaskReason.CreateContainerError)]
    [InlineData("RunContainerError", TaskReason.CreateContainerError)]
    [InlineData("PreCreateHookError", TaskReason.CreateContainerError)]
    [InlineData("PreStartHookError", TaskReason.CreateContainerError)]
    [InlineData("PostStartHookError", TaskReason.CreateContainerError)]
    public void Each_waiting_reason_of_the_kubelet_is_reported_as_one_of_ours_at_once(string waiting, string reason)
    {
        Assert.Equal(new PodTrouble(reason, DateTimeOffset.MinValue), PodTrouble.Of(Pod(Waiting("ContainerCreating"), Waiting(waiting))));
        V1Pod init = Pod(Waiting("PodInitializing"));
        init.Status.InitContainerStatuses = [Waiting(waiting, "no such thing")];
        Assert.Equal(reason, PodTrouble.Of(init)!.Value.Reason);
        Assert.Equal($"{waiting}: no such thing", PodTrouble.Message(init));
        Assert.Equal(waiting, PodTrouble.Message(Pod(Waiting(waiting))));
        Assert.Equal(waiting, PodTrouble.Message(Pod(Waiting(waiting, ""))));
    }

    [Fact]
    public void Containers_that_stay_in_creation_are_trouble_after_a_while()
    {
        Assert.Equal(
            new PodTrouble(TaskReason.ContainersNotCreated, s_scheduled.AddSeconds(15)),
            PodTrouble.Of(Pod(Waiting("ContainerCreating")))
        );
        Assert.Null(PodTrouble.Message(Pod(Waiting("ContainerCreating"))));
        Assert.Null(PodTrouble.Message(new V1Pod { Status = new V1PodStatus() }));
    }

    [Fact]
    public void A_pod_with_a_container_that_runs_or_ran_is_not_in_trouble()
    {
        Assert.Null(
            PodTrouble.Of(
                Pod(
                    Waiting("ContainerCreating"),
                    new V1ContainerStatus { State = new V1ContainerState { Running = new V1ContainerStateRunning() } }
                )
            )
        );
        Assert.Null(
            PodTrouble.Of(
                Pod(
                    Waiting("ContainerCreating"),
                    new V1ContainerStatus { State = new V1ContainerState { Terminated = new V1ContainerStateTerminated() } }
                )
            )
        );
    }

    [Theory]
    [InlineData("Running")]
    [InlineData("Succeeded")]
    [InlineData("Failed")]
    [InlineData("Unknown")]
    public void A_pod_that_has_started_is_not_in_trouble(string phase)
    {
        V1Pod pod = Pod(Waiting("ErrImagePull"));
        pod.Status.Phase = phase;
        Assert.Null(PodTrouble.Of(pod));
    }

    [Theory]
    [InlineData("False", "Unschedulable", TaskReason.Unschedulable)]
    [InlineData("False", "SchedulingGated", null)]
    [InlineData("Unknown", "Unschedulable", null)]
    public void A_pod_without_a_node_is_in_trouble_when_the_scheduler_says_so(string status, string reason, string? trouble)
    {
        V1Pod pod = Pod();
        pod.Status.Conditions =
        [
            new V1PodCondition { Type = "Ready", Status = "False" },
            new V1PodCondition
            {
                Type = "PodScheduled",
                Status = status,
                Reason = reason,
                LastTransitionTime = s_scheduled,
            },
        ];
        Assert.Equal(trouble is null ? null : new PodTrouble(trouble, s_scheduled), PodTrouble.Of(pod));
        Assert.Equal(status == "False" ? reason : null, PodTrouble.Message(pod));
    }

    [Fact]
    public void A_pod_that_no_scheduler_has_seen_is_not_in_trouble()
    {
        V1Pod pod = Pod();
        pod.Status.Conditions = [new V1PodCondition { Type = "Ready", Status = "False" }];
        Assert.Null(PodTrouble.Of(pod));
        pod.Status.Conditions = null;
        Assert.Null(PodTrouble.Of(pod));
    }

    /// <summary>An Event has its time in one of three fields, depending on the age of the component that wrote it.</summary>
    [Fact]
    public void The_latest_Event_says_what_the_trouble_is()
    {
        Corev1Event[] events =
        [
            new()
            {
                Type = "Warning",
                Reason = "B",
                Message = "second",
                EventTime = s_scheduled.AddSeconds(2),
                FirstTimestamp = s_scheduled.AddSeconds(9),
            },
            new()
            {
                Type = "Warning",
                Reason = "A",
                Message = "first",
                FirstTimestamp = s_scheduled.AddSeconds(1),
            },
            new()
            {
                Type = "Warning",
                Reason = "C",
                Message = "third",
                LastTimestamp = s_scheduled.AddSeconds(3),
                EventTime = s_scheduled,
                FirstTimestamp = s_scheduled,
            },
        ];
        Assert.Equal("C: third", PodTrouble.Message(events));
        Assert.Equal("B: second", PodTrouble.Message(events[..2]));
        Assert.Null(PodTrouble.Progress(events));
        Assert.Null(PodTrouble.Message([]));
    }

    private static V1Pod Pod(params V1ContainerStatus[] containers) =>
        new()
        {
            Status = new V1PodStatus
            {
                Phase = "Pending",
                Conditions =
                [
                    new V1PodCondition
                    {
                        Type = "PodScheduled",
                        Status = "True",
                        LastTransitionTime = s_scheduled,
                    },
                ],
                ContainerStatuses = containers,
            },
        };

    private static V1ContainerStatus Waiting(string reason, string? message = null) =>
        new()
        {
            State = new V1ContainerState
            {
                Waiting = new V1ContainerStateWaiting { Reason = reason, Message = message },
            },
        };
}
