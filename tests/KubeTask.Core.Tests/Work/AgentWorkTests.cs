using KubeTask.Core.Api;
using KubeTask.Core.Events;
using KubeTask.Core.Work;

namespace KubeTask.Core.Tests.Work;

public sealed class AgentWorkTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 1, 0, 1, 0, TimeSpan.Zero);
    private static readonly AgentFacts s_full = new()
    {
        MaxConcurrentTasks = 2,
        Observed = true,
        Slots = 2,
        Waiting = 1,
        QueuedReported = 1,
    };
    private static readonly AgentQuota s_quota = new() { MaxTaskStarts = 2, WindowSeconds = 60 };

    [Fact]
    public void A_full_Agent_that_reports_its_queue_has_no_work() => Assert.Null(AgentWork.Next(s_full, s_now));

    [Fact]
    public void A_free_slot_and_a_queued_Task_are_work_now() =>
        Assert.Equal(new DueWork(EventType.AgentChanged, DateTimeOffset.MinValue), AgentWork.Next(s_full with { Slots = 1 }, s_now));

    [Fact]
    public void A_free_slot_without_a_queued_Task_is_no_work() =>
        Assert.Null(AgentWork.Next(s_full with { Slots = 1, Waiting = 0, QueuedReported = 0 }, s_now));

    [Fact]
    public void A_slot_to_free_is_work_even_without_a_queued_Task() =>
        Assert.NotNull(AgentWork.Next(s_full with { SlotsToFree = 1, Waiting = 0, QueuedReported = 0 }, s_now));

    [Fact]
    public void A_queue_that_is_reported_wrongly_is_work() => Assert.NotNull(AgentWork.Next(s_full with { QueuedReported = 3 }, s_now));

    [Fact]
    public void A_spec_that_the_status_has_not_observed_is_work() =>
        Assert.NotNull(AgentWork.Next(s_full with { Observed = false }, s_now));

    [Fact]
    public void An_Agent_that_is_being_deleted_has_no_work() =>
        Assert.Null(AgentWork.Next(s_full with { Observed = false, Deleting = true }, s_now));

    [Theory]
    [InlineData(null, 0, 0, false, false)]
    [InlineData(0, 0, 0, false, false)]
    [InlineData(null, 1, 0, false, true)]
    [InlineData(0, 0, 1, false, true)]
    [InlineData(null, 0, 0, true, true)]
    public void An_Agent_without_limits_has_work_only_for_a_leftover_ledger(int? max, int slots, int queued, bool hasLedger, bool work) =>
        Assert.Equal(
            work,
            AgentWork.Next(
                new AgentFacts
                {
                    MaxConcurrentTasks = max,
                    Slots = slots,
                    QueuedReported = queued,
                    HasLedger = hasLedger,
                },
                s_now
            )
                is not null
        );

    [Fact]
    public void A_spent_quota_is_work_when_its_window_has_passed()
    {
        AgentFacts facts = new()
        {
            Quota = s_quota,
            Observed = true,
            Waiting = 1,
            QueuedReported = 1,
            Starts = [new(2026, 1, 1, 0, 0, 30, DateTimeKind.Utc), new(2026, 1, 1, 0, 0, 50, DateTimeKind.Utc)],
        };

        Assert.Equal(
            new DueWork(EventType.AgentChanged, new DateTimeOffset(2026, 1, 1, 0, 1, 30, TimeSpan.Zero)),
            AgentWork.Next(facts, s_now)
        );
        Assert.Equal(
            DateTimeOffset.MinValue,
            AgentWork.Next(facts with { Starts = [new(2026, 1, 1, 0, 0, 50, DateTimeKind.Utc)] }, s_now)!.Value.DueAt
        );
        Assert.Null(AgentWork.Next(facts with { MaxConcurrentTasks = 1, Slots = 1 }, s_now));
    }
}
