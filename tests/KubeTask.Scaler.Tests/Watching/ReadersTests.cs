using System.Buffers;
using System.Text;
using System.Text.Json;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Core.Jobs;
using KubeTask.Scaler.Json;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Tests.Watching;

/// <summary>What is read of objects as API servers write them.</summary>
public sealed class ReadersTests
{
    private static readonly DateTimeOffset s_noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_Task_reader_reads_everything_that_the_predicate_needs()
    {
        ObservedTask task = Read(
            new ObservedTaskReader(),
            """
            {"metadata":{"name":"a","namespace":"ns","uid":"u","resourceVersion":"7","creationTimestamp":"2026-01-01T12:00:00Z",
            "annotations":{"kubetask.io/stop":"true"},
              "ownerReferences":[{"apiVersion":"kubetask.io/v1alpha1","kind":"CronTask","name":"nightly","uid":"c"}]},
             "spec":{"agentRef":"claude","ttlSecondsAfterFinished":5,"contexts":[{"name":"x"}]},
             "status":{"phase":"Running","nextAttemptTime":"2026-01-01T12:00:00Z","attempts":[{"jobName":"a-job",
             "completionTime":"2026-01-01T12:00:00Z"},{"jobName":"a-job-2"}],
              "conditions":[{"type":"Started","status":"False","reason":"Unschedulable"},{"type":"Accepted","status":"False",
              "lastTransitionTime":"2026-01-01T12:00:00Z"}]}}
            """
        );
        Assert.Equal(
            new ObservedTask
            {
                Key = new ObjectKey("ns", "a"),
                Uid = "u",
                ResourceVersion = "7",
                CreatedAt = s_noon,
                StopRequested = true,
                CronTask = new ObjectOwner("nightly", "c"),
                Agent = "claude",
                TtlSeconds = 5,
                Running = true,
                NextAttemptAt = s_noon,
                EndedAttempts = 1,
                TroubleReported = "Unschedulable",
                WaitingSince = s_noon,
            },
            task
        );
    }

    [Theory]
    [InlineData("Running", "false", false)]
    [InlineData("Completed", "false", true)]
    [InlineData("Failed", "null", true)]
    [InlineData("Failed", "true", false)]
    public void The_Task_reader_finds_out_whether_the_usage_is_to_be_counted(string phase, string counted, bool due) =>
        Assert.Equal(
            due,
            Read(
                new ObservedTaskReader(),
                $$$"""
                {"metadata":{"name":"a","namespace":"ns","uid":"u","resourceVersion":"7"},
                "status":{"phase":"{{{phase}}}","usage":{},"usageCounted":{{{counted}}}}}
                """
            ).UsageDue
        );

    [Fact]
    public void The_Task_reader_reads_what_a_Task_that_has_ended_has_used()
    {
        ObservedTask task = Read(
            new ObservedTaskReader(),
            """
            {"metadata":{"name":"a","namespace":"ns","uid":"u","resourceVersion":"7"},
            "status":{"phase":"Failed","usage":{"inputTokens":1,"cacheReadTokens":2,"cacheWriteTokens":3,"outputTokens":4,
            "reasoningTokens":5,"totalTokens":10,"costUSD":0.25,"costBasis":"x"}}}
            """
        );

        Assert.Equal(
            new ObservedUsage
            {
                InputTokens = 1,
                CacheReadTokens = 2,
                CacheWriteTokens = 3,
                OutputTokens = 4,
                ReasoningTokens = 5,
                TotalTokens = 10,
                CostUsd = 0.25,
            },
            task.Usage
        );
        Assert.True(task.UsageDue);
    }

    [Theory]
    [InlineData("Running", 2, "1", true)]
    [InlineData("Failed", 2, "1", true)]
    [InlineData("Running", 2, "2", false)]
    [InlineData("Running", 2, "null", false)]
    [InlineData("Pending", 2, "1", false)]
    public void The_Task_reader_finds_out_whether_the_spec_was_changed_after_the_start(
        string phase,
        int generation,
        string observed,
        bool changed
    ) =>
        Assert.Equal(
            changed,
            Read(
                new ObservedTaskReader(),
                $$$"""
                {"metadata":{"name":"a","namespace":"ns","uid":"u","resourceVersion":"7","generation":{{{generation}}}},
                "status":{"phase":"{{{phase}}}","observedGeneration":{{{observed}}}}}
                """
            ).SpecChanged
        );

    /// <summary>What isn't understood is work until the condition reports just that, and once more when it is corrected.</summary>
    [Theory]
    [InlineData("yes", null, false, true)]
    [InlineData("yes", "yes", false, false)]
    [InlineData("no", "yes", false, true)]
    [InlineData("", null, false, true)]
    [InlineData("", "", false, false)]
    [InlineData("false", "yes", false, true)]
    [InlineData(null, "yes", false, true)]
    [InlineData(null, null, false, false)]
    [InlineData("F", null, false, false)]
    [InlineData("1", null, true, false)]
    [InlineData("True", null, true, false)]
    public void Hazard_53_the_Task_reader_finds_out_what_an_annotation_to_stop_says(string? value, string? reported, bool stop, bool due)
    {
        string annotations = value is null ? "{}" : $$$"""{"kubetask.io/stop":"{{{value}}}"}""";
        string message = reported is null ? "" : JsonSerializer.Serialize(StopRequests.Invalid(reported, null)!);
        string condition = reported is null
            ? ""
            : $$$"""{"message":{{{message}}},"reason":"InvalidStop","status":"False","type":"Stopped"},{"type":"Ready","message":"x"}""";

        ObservedTask task = Read(
            new ObservedTaskReader(),
            $$$"""
            {"metadata":{"name":"a","namespace":"ns","uid":"u","resourceVersion":"7","annotations":{{{annotations}}}},
            "status":{"phase":"Running","conditions":[{{{condition}}}]}}
            """
        );

        Assert.Equal((stop, due), (task.StopRequested, task.StopReportDue));
    }

    [Theory]
    [InlineData("{}", false)]
    [InlineData("""{"kubetask.io/keep":"true"}""", true)]
    [InlineData("""{"kubetask.io/keep":"1"}""", true)]
    [InlineData("""{"kubetask.io/keep":"yes"}""", true)]
    [InlineData("""{"kubetask.io/keep":""}""", true)]
    [InlineData("""{"kubetask.io/keep":"F"}""", false)]
    public void Hazard_63_the_Task_reader_finds_out_whether_it_is_kept(string annotations, bool kept) =>
        Assert.Equal(
            kept,
            Read(
                new ObservedTaskReader(),
                $$$"""{"metadata":{"name":"a","namespace":"ns","uid":"u","resourceVersion":"7","annotations":{{{annotations}}}}}"""
            ).Kept
        );

    /// <summary>hazards.md, row 33: a Job whose pod is refused says so by what isn't in its status.</summary>
    [Theory]
    [InlineData("{}", true)]
    [InlineData("""{"startTime":"2026-01-01T12:00:00Z","active":0}""", true)]
    [InlineData("""{"active":1}""", false)]
    [InlineData("""{"failed":1}""", false)]
    [InlineData("""{"conditions":[{"type":"Failed","status":"True"}]}""", false)]
    public void Hazard_33_the_Job_reader_finds_out_that_a_Job_has_no_pod(string status, bool lacks)
    {
        ObservedJob job = Read(
            new ObservedJobReader(),
            $$$"""
            {"metadata":{"name":"j","namespace":"ns","uid":"u","resourceVersion":"7","creationTimestamp":"2026-01-01T12:00:00Z"},
            "spec":{"backoffLimit":1},"status":{{{status}}}}
            """
        );
        Assert.Equal((lacks, s_noon), (job.HasNoPod, job.CreatedAt));
        Assert.Equal(new PodTrouble("PodNotCreated", s_noon.AddSeconds(30)), PodRefusal.Of(job.CreatedAt));
    }

    [Fact]
    public void The_Agent_reader_reads_limits_and_ledger()
    {
        ObservedAgent agent = Read(
            new ObservedAgentReader(),
            """
            {"metadata":{"name":"a","namespace":"ns","uid":"u","resourceVersion":"7","generation":2},
             "spec":{"maxConcurrentTasks":3,"quota":{"maxTaskStarts":4,"windowSeconds":60},"podSpec":{"labels":{"x":"y"}}},
             "status":{"observedGeneration":2,"queued":5,"slots":[{"uid":"t","task":"one","since":"2026-01-01T12:00:00Z","attempt":2}],
             "starts":["2026-01-01T12:00:00Z","never"]}}
            """
        );
        Assert.Equal(
            (3, 4, 60, 5),
            (agent.MaxConcurrentTasks, agent.Quota!.MaxTaskStarts, agent.Quota.WindowSeconds, agent.QueuedReported)
        );
        Assert.True(agent is { StatusIsCurrent: true, HasLedger: true });
        Assert.Equal(new ObservedSlot(new ObjectOwner("one", "t"), 2, s_noon), Assert.Single(agent.Slots));
        Assert.Equal(s_noon.UtcDateTime, Assert.Single(agent.Starts));
    }

    [Theory]
    [InlineData("\"new\"", "null", true)]
    [InlineData("\"new\"", "\"old\"", true)]
    [InlineData("\"new\"", "\"new\"", false)]
    [InlineData("null", "\"old\"", false)]
    public void The_CronTask_reader_reads_due_time_limits_and_requested_runs(string trigger, string last, bool pending)
    {
        ObservedCronTask cron = Read(
            new ObservedCronTaskReader(),
            $$$"""
            {"metadata":{"name":"a","namespace":"ns","uid":"u","resourceVersion":"7","generation":1,
            "annotations":{"kubetask.io/trigger":{{{trigger}}}}},
             "spec":{"schedule":"* * * * *","successfulTasksHistoryLimit":7},
             "status":{"observedGeneration":1,"nextScheduleTime":"2026-01-01T12:00:00Z","lastTrigger":{{{last}}},"active":[{"name":"x"},
             {"name":"y"}]}}
            """
        );
        Assert.Equal(
            (true, s_noon, pending, 2, 7, 1),
            (cron.StatusIsCurrent, cron.NextScheduleTime, cron.TriggerPending, cron.ActiveReported, cron.SuccessfulLimit, cron.FailedLimit)
        );
    }

    [Theory]
    [InlineData(
        """{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable","""
            + """ "lastTransitionTime":"2026-01-01T12:00:00Z"}]}""",
        "Unschedulable",
        0
    )]
    [InlineData(
        """{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"True","lastTransitionTime":"2026-01-01T12:00:00Z"}],"""
            + """ "containerStatuses":[{"state":{"waiting":{"reason":"ContainerCreating"}}}]}""",
        "ContainersNotCreated",
        15
    )]
    [InlineData(
        """{"phase":"Pending","containerStatuses":[{"state":{"waiting":{"reason":"PodInitializing"}}}],"""
            + """ "initContainerStatuses":[{"state":{"waiting":{"reason":"ErrImagePull"}}}]}""",
        "ImagePullBackOff",
        null
    )]
    [InlineData(
        """{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"True"}],"""
            + """ "initContainerStatuses":[{"state":{"running":{"startedAt":"2026-01-01T12:00:00Z"}}}]}""",
        null,
        null
    )]
    [InlineData("""{"phase":"Running","containerStatuses":[{"state":{"waiting":{"reason":"CreateContainerError"}}}]}""", null, null)]
    public void The_pod_reader_finds_out_what_keeps_a_pod_from_starting(string status, string? reason, int? seconds)
    {
        ObservedPod pod = Read(
            new ObservedPodReader(),
            $$$"""
            {"metadata":{"name":"p","namespace":"ns","uid":"u","resourceVersion":"7","labels":{"kubetask.io/task":"cut-1234"},
            "annotations":{"kubetask.io/task":"whole"},
             "ownerReferences":[{"apiVersion":"batch/v1","kind":"Job","name":"j","uid":"ju"}]},"status":{{{status}}}}
            """
        );
        Assert.Equal(("whole", new ObjectOwner("j", "ju")), (pod.Task, pod.Job));
        Assert.Equal(
            reason is null ? null : new PodTrouble(reason, seconds is { } s ? s_noon.AddSeconds(s) : DateTimeOffset.MinValue),
            pod.Trouble
        );
    }

    [Fact]
    public void The_KubeTaskConfig_reader_reads_both_limits_for_ended_Tasks()
    {
        ObservedConfig config = Read(
            new ObservedConfigReader(),
            """
            {"metadata":{"name":"default","namespace":"ns","uid":"u","resourceVersion":"7"},
            "spec":{"taskLifecycle":{"ttlSecondsAfterFinished":1,"maxRetainedTasks":2,"missingReferenceGraceSeconds":3}}}
            """
        );
        Assert.Equal((1L, 2L), (config.TtlSeconds, config.MaxRetained));
    }

    private static T Read<T>(IObservedReader<T> objects, string json)
        where T : IObserved
    {
        var reader = new Utf8JsonReader(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(json)), JsonObjects.Options);
        Assert.True(reader.Read());
        var metadata = default(ObjectMetadata);
        return objects.Read(ref reader, ref metadata);
    }
}
