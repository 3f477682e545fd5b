using k8s.Models;
using KubeTask.Core.Jobs;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Tests.Jobs;

/// <summary>hazards.md, row 33: when the namespace's Pod Security refuses a pod, the Job shows it only by having no pod.</summary>
public sealed class PodRefusalTests
{
    private static readonly DateTimeOffset s_created = SimulatedCluster.Start;

    [Fact]
    public void Hazard_33_a_Job_without_any_pod_is_in_trouble_after_half_a_minute() =>
        Assert.Equal(
            new PodTrouble(TaskReason.PodNotCreated, s_created.AddSeconds(30)),
            PodRefusal.Of(Job(s_created.UtcDateTime, new V1JobStatus { Succeeded = 0 }))
        );

    [Theory]
    [InlineData(1, null, null)]
    [InlineData(null, 1, null)]
    [InlineData(0, 0, 1)]
    public void A_Job_that_has_or_had_a_pod_is_not_refused(int? active, int? succeeded, int? failed) =>
        Assert.Null(
            PodRefusal.Of(
                Job(
                    s_created.UtcDateTime,
                    new V1JobStatus
                    {
                        Active = active,
                        Succeeded = succeeded,
                        Failed = failed,
                    }
                )
            )
        );

    [Fact]
    public void A_Job_of_unknown_age_is_not_refused() => Assert.Null(PodRefusal.Of(Job(null, null)));

    private static V1Job Job(DateTime? created, V1JobStatus? status) =>
        new()
        {
            Metadata = new V1ObjectMeta { Name = "j", CreationTimestamp = created },
            Status = status,
        };
}
