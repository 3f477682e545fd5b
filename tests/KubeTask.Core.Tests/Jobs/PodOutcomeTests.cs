using System.Text;
using CsCheck;
using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Core.Jobs;

namespace KubeTask.Core.Tests.Jobs;

/// <summary>hazards.md, row 32: a termination message over the cap is cut between characters, and marked.</summary>
public sealed class PodOutcomeTests
{
    private const string Mark = "… (cut)";

    [Theory]
    [InlineData(4095)]
    [InlineData(4096)]
    public void Hazard_32_a_message_within_the_cap_stays_whole(int length) =>
        Assert.Equal(new string('x', length), Result(new string('x', length)));

    [Fact]
    public void Hazard_32_a_message_over_the_cap_is_cut_to_exactly_the_cap() =>
        Assert.Equal(new string('x', 4096 - Encoding.UTF8.GetByteCount(Mark)) + Mark, Result(new string('x', 4097)));

    [Fact]
    public void Hazard_32_any_message_is_cut_between_characters() =>
        Gen.Select(Gen.OneOf("x", "é", "文", "😀"), Draw.Text, Gen.Int[1000, 5000], (piece, prefix, count) =>
                prefix + new StringBuilder().Insert(0, piece, count)
            )
            .Sample(
                text =>
                {
                    string result = Result(text)!;
                    Assert.InRange(Encoding.UTF8.GetByteCount(result), 1, 4096);
                    Assert.DoesNotContain('\ufffd', result[Math.Min(400, result.Length)..]);
                    Assert.True(
                        result == text
                            || (
                                result.EndsWith(Mark, StringComparison.Ordinal)
                                && text.StartsWith(result[..^Mark.Length], StringComparison.Ordinal)
                            )
                    );
                },
                iter: Draw.Times(300)
            );

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void A_pod_without_a_termination_message_has_no_result(string? text) => Assert.Null(Result(text));

    private static string? Result(string? message) =>
        PodOutcome
            .Of(
                new V1Pod
                {
                    Metadata = new V1ObjectMeta { Name = "p" },
                    Status = new V1PodStatus
                    {
                        ContainerStatuses =
                        [
                            new V1ContainerStatus
                            {
                                Name = "agent",
                                State = new V1ContainerState
                                {
                                    Terminated = new V1ContainerStateTerminated { ExitCode = 0, Message = message },
                                },
                            },
                        ],
                    },
                },
                new V1Alpha1Task
                {
                    Metadata = new V1ObjectMeta { Name = "t" },
                    Spec = new V1Alpha1TaskSpec(),
                }
            )
            .Result;
}
