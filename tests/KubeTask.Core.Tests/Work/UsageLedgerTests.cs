using KubeTask.Core.Agents;
using KubeTask.Core.Api;

namespace KubeTask.Core.Tests.Work;

/// <summary>The days and the list of an Agent's usage.</summary>
public sealed class UsageLedgerTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 31, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Hazard_62_a_Task_waits_while_the_list_is_full_of_Tasks_without_a_mark()
    {
        V1Alpha1Agent agent = Agent(
            new V1Alpha1AgentStatus
            {
                UsageCounted =
                [
                    .. Enumerable.Range(0, UsageLedger.MaxListed).Select(n => new CountedTask { Uid = $"uid-{n}", Task = $"t{n}" }),
                ],
            }
        );

        Assert.Null(UsageLedger.Add(agent, Task(s_now), new HashSet<string>(), s_now));
        V1Alpha1AgentStatus status = UsageLedger.Add(agent, Task(s_now), new HashSet<string> { "uid-0", "uid-1" }, s_now)!;
        Assert.Equal(UsageLedger.MaxListed - 1, status.UsageCounted!.Count);
        Assert.Equal("mine", status.UsageCounted[^1].Uid);
    }

    [Fact]
    public void At_most_31_days_are_kept_and_they_are_in_order()
    {
        V1Alpha1Agent agent = Agent(new V1Alpha1AgentStatus());
        foreach (int day in Enumerable.Range(0, 60).OrderBy(n => n * 7 % 60))
            agent = Agent(UsageLedger.Add(agent, Task(s_now.AddDays(-day)), new HashSet<string> { "mine" }, s_now)!);

        string[] days = [.. agent.Status!.UsagePerDay!.Select(d => d.Date)];
        Assert.Equal(UsageLedger.Days, days.Length);
        Assert.Equal(("2026-03-01", "2026-03-31"), (days[0], days[^1]));
        Assert.Equal(days.Order(StringComparer.Ordinal), days);
        Assert.All(agent.Status.UsagePerDay!, d => Assert.Equal((1, 5L), (d.Tasks, d.TotalTokens)));
        Assert.Single(agent.Status.UsageCounted!);
    }

    private static V1Alpha1Agent Agent(V1Alpha1AgentStatus status) =>
        new()
        {
            Spec = new V1Alpha1AgentSpec { ServiceAccountName = "s" },
            Status = status,
        };

    private static V1Alpha1Task Task(DateTimeOffset ended) =>
        new()
        {
            Metadata = new() { Name = "t", Uid = "mine" },
            Spec = new V1Alpha1TaskSpec(),
            Status = new V1Alpha1TaskStatus
            {
                CompletionTime = ended.UtcDateTime,
                Usage = new AgentUsage { TotalTokens = 5 },
            },
        };
}
