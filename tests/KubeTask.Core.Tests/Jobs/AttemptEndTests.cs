using System.Text.Json;
using Kubernetes.Yaml;
using KubeTask.Core.Api;
using KubeTask.Core.Jobs;

namespace KubeTask.Core.Tests.Jobs;

/// <summary>
/// hazards.md, row 25: an eviction before the agent started leads to a new attempt, and one after it is a failure. Only the pod shows which
/// of the two it was.
/// </summary>
public sealed class AttemptEndTests
{
    private const string Ended = "containerStatuses: [{name: agent, state: {terminated: {exitCode: 137}}}]";

    [Theory]
    [InlineData("reason: Evicted", AttemptEnd.NeverStarted)]
    [InlineData(
        "reason: Evicted, containerStatuses: [{name: agent, state: {waiting: {reason: ContainerCreating}}}]",
        AttemptEnd.NeverStarted
    )]
    [InlineData(
        "reason: Evicted, containerStatuses: [{name: agent, started: false, state: {waiting: {reason: PodInitializing}}}, "
            + "{name: sidecar, state: {running: {}}}]",
        AttemptEnd.NeverStarted
    )]
    [InlineData("reason: NodeLost", AttemptEnd.NeverStarted)]
    [InlineData("reason: Preempting", AttemptEnd.NeverStarted)]
    [InlineData("reason: OutOfmemory", AttemptEnd.NeverStarted)]
    [InlineData("conditions: [{type: DisruptionTarget, status: 'True'}]", AttemptEnd.NeverStarted)]
    [InlineData("reason: Evicted, " + Ended, AttemptEnd.Disrupted)]
    [InlineData("reason: Evicted, containerStatuses: [{name: agent, state: {running: {}}}]", AttemptEnd.Disrupted)]
    [InlineData("reason: NodeLost, containerStatuses: [{name: agent, started: true, state: {waiting: {reason: x}}}]", AttemptEnd.Disrupted)]
    [InlineData(
        "reason: Evicted, containerStatuses: [{name: agent, state: {waiting: {reason: x}}, lastState: {terminated: {exitCode: 1}}}]",
        AttemptEnd.Disrupted
    )]
    [InlineData("conditions: [{type: DisruptionTarget, status: 'True'}], " + Ended, AttemptEnd.Disrupted)]
    [InlineData("conditions: [{type: DisruptionTarget, status: 'False'}], " + Ended, AttemptEnd.Failed)]
    [InlineData("conditions: [{type: Ready, status: 'True'}], " + Ended, AttemptEnd.Failed)]
    [InlineData("reason: DeadlineExceeded", AttemptEnd.Failed)]
    [InlineData("reason: ''", AttemptEnd.Failed)]
    [InlineData(Ended, AttemptEnd.Failed)]
    [InlineData("phase: Failed", AttemptEnd.Failed)]
    public void Hazard_25_an_eviction_is_retried_or_a_failure_by_whether_the_agent_had_started(string status, AttemptEnd end)
    {
        using var yaml = new StringReader($"{{metadata: {{name: p}}, status: {{{status}}}}}");
        Assert.Equal(end, AttemptEnd.Of(YamlJson.Read(yaml).Single().Deserialize(ApiJson.Default.V1Pod)!));
    }
}
