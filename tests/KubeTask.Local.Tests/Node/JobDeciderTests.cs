using System.Collections.Immutable;
using k8s.Models;
using PocketKube.Node.Images;
using PocketKube.Node.Jobs;

namespace KubeTask.Local.Tests.Node;

public sealed class JobDeciderTests
{
    private static readonly DateTime s_now = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    [Fact]
    public void A_new_Job_gets_a_pod_and_a_start_time()
    {
        JobDecision decision = JobDecider.Decide(Job(6), [], 0, s_now);

        Assert.True(decision.CreatePod);
        Assert.Equal((1, s_now), (decision.Status!.Active, decision.Status.StartTime));
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 20)]
    [InlineData(3, 40)]
    public void A_Job_waits_twice_as_long_for_its_next_pod_after_each_failure(int failures, int seconds)
    {
        var pods = Enumerable.Range(0, failures).Select(_ => Pod("Failed", s_now)).ToImmutableArray();

        JobDecision early = JobDecider.Decide(Job(6), pods, 0, s_now.AddSeconds(seconds - 1));
        Assert.False(early.CreatePod);
        Assert.Equal(TimeSpan.FromSeconds(1), early.LookAgainAfter);
        Assert.True(JobDecider.Decide(Job(6), pods, 0, s_now.AddSeconds(seconds)).CreatePod);
    }

    [Fact]
    public void A_pod_that_vanished_unobserved_counts_as_failed()
    {
        var ledger = new JobLedger();
        V1Job job = Job(0);
        job.Status = new V1JobStatus { Active = 1 };

        JobDecision decision = JobDecider.Decide(job, ledger.Pods, ledger.LostBefore(job), s_now);

        Assert.False(decision.CreatePod);
        Assert.Equal("BackoffLimitExceeded", decision.Status!.Conditions[0].Reason);
    }

    [Fact]
    public void An_ended_Job_is_left_alone_until_its_TTL_has_passed()
    {
        V1Job job = Job(0);
        job.Spec.TtlSecondsAfterFinished = 60;
        job.Status = new V1JobStatus
        {
            Conditions =
            [
                new V1JobCondition
                {
                    Type = "Complete",
                    Status = "True",
                    LastTransitionTime = s_now,
                },
            ],
        };

        JobDecision early = JobDecider.Decide(job, [], 0, s_now.AddSeconds(59));
        Assert.Equal((false, false, TimeSpan.FromSeconds(1)), (early.CreatePod, early.DeleteJob, early.LookAgainAfter));
        Assert.Null(early.Status);
        Assert.True(JobDecider.Decide(job, [], 0, s_now.AddSeconds(60)).DeleteJob);
    }

    [Theory]
    [InlineData("echo", "echo")]
    [InlineData("localhost/busybox:1", "busybox")]
    [InlineData("quay.io:5000/kubetask/kubetask-agent-echo:latest", "kubetask-agent-echo")]
    [InlineData("alpine:3@sha256:0123", "alpine")]
    public void A_local_image_is_found_by_the_last_part_of_its_name(string image, string repository) =>
        Assert.Equal(repository, LocalImages.Repository(image));

    [Fact]
    public void The_command_of_a_container_replaces_the_entrypoint_and_its_args_replace_the_default_arguments()
    {
        var image = new LocalImage { Entrypoint = ["entry"], Cmd = ["default"] };

        Assert.Equal(["entry", "default"], image.CommandLine(null, null));
        Assert.Equal(["entry", "arg"], image.CommandLine([], ["arg"]));
        Assert.Equal(["own"], image.CommandLine(["own"], null));
        Assert.Equal(["own", "arg"], image.CommandLine(["own"], ["arg"]));
    }

    private static V1Job Job(int backoffLimit) =>
        new()
        {
            Metadata = new()
            {
                Name = "job",
                NamespaceProperty = "default",
                Uid = "1",
            },
            Spec = new()
            {
                BackoffLimit = backoffLimit,
                PodReplacementPolicy = "TerminatingOrFailed",
                Template = new(),
            },
        };

    private static PodRecord Pod(string phase, DateTime finished) =>
        new(
            new V1Pod
            {
                Metadata = new() { Uid = Guid.NewGuid().ToString() },
                Status = new()
                {
                    Phase = phase,
                    ContainerStatuses =
                    [
                        new()
                        {
                            Name = "agent",
                            Image = "",
                            ImageID = "",
                            State = new()
                            {
                                Terminated = new() { ExitCode = 1, FinishedAt = finished },
                            },
                        },
                    ],
                },
            },
            Gone: false
        );
}
