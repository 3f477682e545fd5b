using System.Collections.Immutable;
using k8s.Models;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Tests.Tasks;

public sealed class ConditionsTests
{
    private static readonly DateTimeOffset s_now = SimulatedCluster.Start;

    [Fact]
    public void The_transition_time_moves_only_with_the_status()
    {
        ImmutableList<V1Condition> one = ImmutableList<V1Condition>.Empty.Set("A", true, "R", "m", s_now, 1);
        ImmutableList<V1Condition> same = one.Set("A", true, "Other", "other", s_now.AddHours(1), 2);
        ImmutableList<V1Condition> turned = same.Set("A", false, "Other", "other", s_now.AddHours(1), 2);

        Assert.Equal(
            ("Other", "other", s_now.UtcDateTime, 2L),
            (same[0].Reason, same[0].Message, same[0].LastTransitionTime, same[0].ObservedGeneration)
        );
        Assert.Equal((s_now.AddHours(1).UtcDateTime, "False"), (turned[0].LastTransitionTime, turned[0].Status));
    }

    [Fact]
    public void A_condition_keeps_its_position_in_the_list()
    {
        ImmutableList<V1Condition> list = ImmutableList<V1Condition>
            .Empty.Set("A", true, "R", "", s_now, 1)
            .Set("B", true, "R", "", s_now, 1)
            .Set("A", false, "R", "", s_now, 1);

        Assert.Equal(["A", "B"], list.Select(c => c.Type));
        Assert.Equal(["B"], list.Without("A").Select(c => c.Type));
    }

    [Fact]
    public void A_condition_is_true_only_with_the_status_True()
    {
        V1Condition[] list =
        [
            new() { Type = "A", Status = "True" },
            new() { Type = "B", Status = "False" },
            new() { Type = "C", Status = "Unknown" },
        ];

        Assert.Equal([true, false, false, false], new[] { "A", "B", "C", "D" }.Select(t => Conditions.IsTrue(list, t)));
        Assert.False(Conditions.IsTrue(null, "A"));
    }
}
