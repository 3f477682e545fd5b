using System.Collections.Immutable;
using k8s.Models;
using PocketKube.Node.Jobs;
using PocketKube.Node.Watching;

namespace KubeTask.Local.Tests.Node;

/// <summary>What a Job counts, by its policies. hazards.md, row 49.</summary>
public sealed class JobCountingTests
{
    private static readonly DateTime s_now = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    [Theory]
    [InlineData("TerminatingOrFailed", 1, 0, "FailureTarget")]
    [InlineData("Failed", 0, 1, null)]
    public void A_deleted_pod_counts_as_its_Job_says(string policy, int failed, int waiting, string? condition)
    {
        JobDecision decision = Decide(Job(policy), Deleted("Running"));

        Assert.Equal((failed, 1, 0), (decision.Status!.Failed, decision.Status.Terminating, decision.Status.Active));
        Assert.Equal(condition, decision.Status.Conditions?.SingleOrDefault()?.Type);
        Assert.False(decision.CreatePod);
        Assert.Equal(waiting == 1 ? 0 : 1, decision.ReleasePods.Length);
    }

    [Fact]
    public void A_pod_that_counted_as_failed_stays_so_when_it_succeeds_after_all()
    {
        V1Job job = Job("TerminatingOrFailed", backoffLimit: 3);
        var ledger = new JobLedger();
        ledger.Observe(ObjectChange.Modified, Deleted("Running").Pod);
        JobDecision first = JobDecider.Decide(job, ledger.Pods, ledger.LostBefore(job), s_now);
        ledger.Counted(first.Counts);

        ledger.Observe(ObjectChange.Modified, Deleted("Succeeded").Pod);

        JobDecision second = JobDecider.Decide(job, ledger.Pods, ledger.LostBefore(job), s_now);
        Assert.Equal((1, 0), (second.Status!.Failed, second.Status.Succeeded));
    }

    [Fact]
    public void A_Job_that_is_failing_does_not_complete_when_its_last_pod_succeeds()
    {
        V1Job job = Job("Failed");
        job.Status = new V1JobStatus
        {
            StartTime = s_now,
            Conditions =
            [
                new V1JobCondition
                {
                    Type = "FailureTarget",
                    Status = "True",
                    Reason = "DeadlineExceeded",
                    Message = "late",
                },
            ],
        };

        JobDecision waiting = Decide(job, Deleted("Running"));
        Assert.Equal(["FailureTarget"], waiting.Status!.Conditions.Select(c => c.Type));
        JobDecision ended = Decide(job, Deleted("Succeeded"));

        Assert.Equal(["FailureTarget", "Failed"], ended.Status!.Conditions.Select(c => c.Type));
        Assert.Equal(("DeadlineExceeded", "late"), (ended.Status.Conditions[1].Reason, ended.Status.Conditions[1].Message));
        Assert.Equal("DeadlineExceeded", Assert.Single(ended.Events).Reason);
    }

    [Fact]
    public void A_Job_past_its_deadline_deletes_its_pod_and_fails_when_that_has_ended()
    {
        V1Job job = Job("Failed");
        job.Spec.ActiveDeadlineSeconds = 1;
        job.Status = new V1JobStatus { StartTime = s_now.AddSeconds(-1) };

        JobDecision decision = Decide(job, Pod("Running"));

        Assert.Single(decision.DeletePods);
        Assert.Equal(["FailureTarget"], decision.Status!.Conditions.Select(c => c.Type));
        Assert.Equal((0, 1, 0), (decision.Status.Active, decision.Status.Terminating, decision.Status.Failed));
        Assert.Empty(decision.Events);
    }

    [Theory]
    [InlineData("Ignore", "In", 7, PodCount.Ignored)]
    [InlineData("Ignore", "In", 8, PodCount.Failed)]
    [InlineData("Ignore", "NotIn", 8, PodCount.Ignored)]
    [InlineData("Count", "In", 7, PodCount.Failed)]
    [InlineData("FailJob", "In", 7, PodCount.Failed)]
    public void A_rule_for_exit_codes_decides_whether_a_failure_counts(string action, string @operator, int exitCode, object count)
    {
        V1Job job = Job("Failed");
        job.Spec.PodFailurePolicy = new V1PodFailurePolicy
        {
            Rules =
            [
                new()
                {
                    Action = action,
                    OnExitCodes = new() { OperatorProperty = @operator, Values = [7] },
                },
            ],
        };

        Assert.Equal((PodCount)count, new PodCounting(job.Spec).Of(Pod("Failed", exitCode)));
    }

    [Fact]
    public void The_first_rule_that_matches_decides()
    {
        V1Job job = Job("Failed");
        job.Spec.BackoffLimit = 6;
        job.Spec.PodFailurePolicy = new V1PodFailurePolicy
        {
            Rules =
            [
                new() { Action = "Ignore", OnPodConditions = [new() { Type = "DisruptionTarget", Status = "True" }] },
                new()
                {
                    Action = "FailJob",
                    OnExitCodes = new() { OperatorProperty = "NotIn", Values = [0] },
                },
            ],
        };
        PodRecord evicted = Pod("Failed", 143);
        evicted.Pod.Status.Conditions = [new() { Type = "DisruptionTarget", Status = "True" }];

        Assert.True(Decide(job, evicted) is { Status: { Failed: 0, Conditions: null }, LookAgainAfter: { } wait } && wait > TimeSpan.Zero);
        V1JobCondition end = Decide(job, Pod("Failed", 143)).Status!.Conditions[^1];
        Assert.Equal(
            (
                "Failed",
                "PodFailurePolicy",
                "Container agent for pod default/job-x failed with exit code 143 matching FailJob rule at index 1"
            ),
            (end.Type, end.Reason, end.Message)
        );
    }

    [Fact]
    public void An_ended_or_deleted_Job_holds_no_pod_back()
    {
        V1Job ended = Job("Failed");
        ended.Status = new V1JobStatus { Conditions = [new V1JobCondition { Type = "Failed", Status = "True" }] };
        V1Job deleted = Job("Failed");
        deleted.Metadata.DeletionTimestamp = s_now;

        Assert.Single(Decide(ended, Deleted("Running")).ReleasePods);
        Assert.Single(Decide(deleted, Pod("Running")).ReleasePods);
    }

    [Fact]
    public void On_an_old_server_a_deleted_pod_never_counts_and_is_replaced_at_once()
    {
        JobDecision decision = Decide(Job(null), Deleted("Running"));

        Assert.True(decision.CreatePod);
        Assert.Equal((0, null), (decision.Status!.Failed, decision.Status.Terminating));
        Assert.Equal("Failed", Assert.Single(Decide(Job(null), Pod("Failed")).Status!.Conditions).Type);
    }

    private static JobDecision Decide(V1Job job, params ImmutableArray<PodRecord> pods) => JobDecider.Decide(job, pods, 0, s_now);

    private static V1Job Job(string? policy, int backoffLimit = 0) =>
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
                PodReplacementPolicy = policy,
                Template = new(),
            },
        };

    private static PodRecord Deleted(string phase)
    {
        PodRecord record = Pod(phase);
        record.Pod.Metadata.DeletionTimestamp = s_now.AddSeconds(30);
        record.Pod.Metadata.DeletionGracePeriodSeconds = 30;
        return record;
    }

    private static PodRecord Pod(string phase, int exitCode = 1) =>
        new(
            new V1Pod
            {
                Metadata = new()
                {
                    Name = "job-x",
                    NamespaceProperty = "default",
                    Uid = "p",
                    Finalizers = [PodRecord.Finalizer],
                },
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
                            State =
                                phase == "Running"
                                    ? new() { Running = new() }
                                    : new()
                                    {
                                        Terminated = new() { ExitCode = phase == "Succeeded" ? 0 : exitCode, FinishedAt = s_now },
                                    },
                        },
                    ],
                },
            },
            Gone: false
        );
}
