using k8s.Models;
using KubeTask.Cli.Words;
using KubeTask.Core.Api;

namespace KubeTask.Cli.Tests.Words;

/// <summary>What describe says, from values alone.</summary>
public sealed class TaskWaitsTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_new_Task_is_being_looked_at_and_an_old_one_that_nothing_has_looked_at_points_to_the_doctor()
    {
        Assert.Equal(["It is new: KubeTask is waking a function for it."], Say(Task("t", 5)));
        Assert.Equal(["Nothing has looked at it for 2m. \"kubectl kubetask doctor\" says what doesn't run."], Say(Task("t", 120)));
    }

    [Fact]
    public void What_is_missing_is_named_with_how_long_it_has_waited_and_what_happens_then()
    {
        V1Alpha1Task task = Task(
            "t",
            60,
            status: Status("Pending", Condition("Accepted", "False", "AgentNotFound", "Agent \"x\" is missing", 10))
        );

        Assert.Equal(
            [
                "It has waited for 10s: Agent \"x\" is missing.",
                "It starts by itself when that is there, and fails with reason AgentNotFound when it has waited too long (30s, unless a "
                    + "KubeTaskConfig sets missingReferenceGraceSeconds).",
            ],
            Say(task)
        );
    }

    [Fact]
    public void A_queued_Task_says_its_place_the_limit_the_holders_and_who_is_before_it()
    {
        V1Alpha1Task before = Task("before", 90, status: Status("Queued"));
        V1Alpha1Task task = Task("t", 80, status: Status("Queued", Condition("Queued", "True", "AgentAtCapacity", "queue position 2", 80)));
        var agent = new V1Alpha1Agent
        {
            Metadata = new V1ObjectMeta { Name = "default", Generation = 1 },
            Spec = new V1Alpha1AgentSpec { ServiceAccountName = "a", MaxConcurrentTasks = 2 },
            Status = new V1Alpha1AgentStatus
            {
                ObservedGeneration = 1,
                Slots =
                [
                    new AgentSlot
                    {
                        Uid = "1",
                        Task = "one",
                        Since = Ago(300),
                    },
                    new AgentSlot { Uid = "2", Task = "two" },
                ],
            },
        };

        Assert.Equal(
            [
                "It has been in the queue of Agent default for 80s, as number 2 of 2.",
                "Agent default runs at most 2 Tasks at once.",
                "The slots are held by one (for 5m), two.",
                "Before it: before.",
            ],
            Say(task, agent, [task, before])
        );
    }

    [Fact]
    public void A_quota_says_when_the_next_Task_may_start()
    {
        V1Alpha1Task task = Task("t", 80, status: Status("Queued", Condition("Queued", "True", "QuotaExceeded", "queue position 1", 80)));
        var agent = new V1Alpha1Agent
        {
            Metadata = new V1ObjectMeta { Name = "default", Generation = 1 },
            Spec = new V1Alpha1AgentSpec
            {
                ServiceAccountName = "a",
                Quota = new AgentQuota { MaxTaskStarts = 1, WindowSeconds = 3600 },
            },
            Status = new V1Alpha1AgentStatus { ObservedGeneration = 1, Starts = [Ago(3500)] },
        };

        Assert.Contains("Agent default may start 1 Task within 3600s, its quota; the next may start in 100s.", Say(task, agent, [task]));
    }

    [Fact]
    public void A_pod_that_does_not_start_is_explained_and_so_is_one_that_runs_until_its_deadline()
    {
        V1Alpha1Task stuck = Task(
            "t",
            60,
            status: Status("Running", Condition("Started", "False", "ImagePullBackOff", "no such image", 40))
        );
        V1Alpha1Task runs = Task(
            "t",
            60,
            new V1Alpha1TaskSpec { ActiveDeadlineSeconds = 100 },
            Status("Running", Condition("Started", "True", "Running", "runs", 50)) with
            {
                PodName = "p",
                StartTime = Ago(60),
            }
        );

        Assert.Equal(["Its pod hasn't started for 40s: no such image."], Say(stuck));
        Assert.Equal(["The agent has been running for 50s in pod p.", "It may run until its deadline, in 40s."], Say(runs));
    }

    [Fact]
    public void Between_two_attempts_it_says_when_the_next_one_starts_and_why_there_is_one()
    {
        V1Alpha1Task task = Task(
            "t",
            60,
            status: Status("Pending", Condition("Complete", "False", "Retrying", "the agent ended with exit code 1", 2)) with
            {
                NextAttemptTime = Ago(-8),
            }
        );

        Assert.Equal(["The next attempt starts in 8s: the agent ended with exit code 1."], Say(task));
    }

    [Fact]
    public void A_requested_stop_is_said_and_so_is_one_that_is_not_understood()
    {
        V1Alpha1Task stopping = Task("t", 5, annotation: "true");
        V1Alpha1Task unclear = Task("t", 5, annotation: "yes please");

        Assert.Equal("A stop is requested; KubeTask ends the agent, and keeps its log.", Say(stopping)[^1]);
        Assert.StartsWith(
            "A stop isn't understood: annotation kubetask.io/stop is \"yes please\"",
            Say(unclear)[^1],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Text_from_the_cluster_cannot_color_the_terminal()
    {
        V1Alpha1Task task = Task("t", 60, status: Status("Failed") with { Message = "\e[31mred", CompletionTime = Ago(10) });

        Assert.All(Say(task), s => Assert.DoesNotContain('\e', s));
    }

    [Theory]
    [InlineData("Completed", 0, 0)]
    [InlineData("Failed", 3, 3)]
    [InlineData("Failed", 0, ExitCodes.NoAgentExit)]
    [InlineData("Failed", null, ExitCodes.NoAgentExit)]
    [InlineData("Completed", null, ExitCodes.NoAgentExit)]
    [InlineData("Completed", 143, 143)]
    public void The_exit_code_of_a_watched_run_is_the_agents_and_never_0_without_one(string phase, int? code, int expected) =>
        Assert.Equal(expected, KubeTask.Cli.Tasks.TaskFollower.ExitCodeOf(Task("t", 5, status: Status(phase) with { ExitCode = code })));

    [Theory]
    [InlineData("queue position 12: Agent a runs at most 1 Task at once", 12)]
    [InlineData("the limits of Agent a are new", null)]
    public void The_queue_position_is_read_from_the_message(string message, int? position) =>
        Assert.Equal(position, TaskWords.QueuePositionOf(Task("t", 5, status: Status("Queued") with { Message = message })));

    private static string[] Say(V1Alpha1Task task, V1Alpha1Agent? agent = null, IReadOnlyList<V1Alpha1Task>? others = null) =>
        [.. TaskWaits.Sentences(new TaskFacts(task, s_now) { Agent = agent, Others = others ?? [] })];

    private static DateTime Ago(int seconds) => s_now.UtcDateTime.AddSeconds(-seconds);

    private static V1Alpha1Task Task(
        string name,
        int age,
        V1Alpha1TaskSpec? spec = null,
        V1Alpha1TaskStatus? status = null,
        string? annotation = null
    ) =>
        new()
        {
            Metadata = new V1ObjectMeta
            {
                Name = name,
                NamespaceProperty = "default",
                Uid = name,
                CreationTimestamp = Ago(age),
                Annotations = annotation is null
                    ? null
                    : new Dictionary<string, string>(StringComparer.Ordinal) { ["kubetask.io/stop"] = annotation },
            },
            Spec = spec ?? new V1Alpha1TaskSpec(),
            Status = status,
        };

    private static V1Alpha1TaskStatus Status(string phase, params V1Condition[] conditions) =>
        new() { Phase = phase, Conditions = conditions };

    private static V1Condition Condition(string type, string status, string reason, string message, int age) =>
        new()
        {
            Type = type,
            Status = status,
            Reason = reason,
            Message = message,
            LastTransitionTime = Ago(age),
        };
}
