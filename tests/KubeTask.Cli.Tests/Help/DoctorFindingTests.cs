using System.Text.Json.Nodes;
using KubeTask.Cli.Doctor;

namespace KubeTask.Cli.Tests.Help;

/// <summary>What the doctor makes of what it reads.</summary>
public sealed class DoctorFindingTests
{
    [Theory]
    [InlineData("v1.36.0", "Ok")]
    [InlineData("v1.25.3-gke.100", "Ok")]
    [InlineData("v1.24.9", "Wrong")]
    [InlineData("v2.0.0", "Ok")]
    [InlineData(null, "Unknown")]
    public void A_server_is_new_enough_from_1_25_on(string? version, string outcome) =>
        Assert.Equal(outcome, ClusterCheck.OfVersion(version, new Uri("https://x")).Outcome.ToString());

    [Fact]
    public void An_older_CRD_is_wrong_a_newer_one_is_a_note_and_one_that_is_not_established_is_wrong()
    {
        JsonObject own = CrdCheck.Own("tasks.kubetask.io");

        Finding same = CrdCheck.Judge("x", Established(own), own);
        Finding older = CrdCheck.Judge("x", Established(Without(own, "limits")), own);
        Finding newer = CrdCheck.Judge("x", Established(own), Without(own, "limits"));
        Finding pending = CrdCheck.Judge("x", own, own);

        Assert.Equal(Outcome.Ok, same.Outcome);
        Assert.Equal(Outcome.Wrong, older.Outcome);
        Assert.Equal("it is older than this program: it lacks spec.limits; upgrade the chart: helm upgrade kubetask", older.Message);
        Assert.Equal(Outcome.Note, newer.Outcome);
        Assert.Contains("it has spec.limits", newer.Message, StringComparison.Ordinal);
        Assert.Equal(Outcome.Wrong, pending.Outcome);
    }

    [Theory]
    [InlineData("""{"spec": {"replicas": 2}, "status": {"readyReplicas": 1}}""", "Ok")]
    [InlineData("""{"spec": {"replicas": 2}, "status": {}}""", "Wrong")]
    [InlineData("""{"spec": {"replicas": 0}}""", "Wrong")]
    [InlineData(null, "Wrong")]
    public void The_scaler_must_have_a_ready_replica(string? deployment, string outcome) =>
        Assert.Equal(outcome, PartsCheck.OfScaler(Parse(deployment), null, "ns").Outcome.ToString());

    [Theory]
    [InlineData("""{"spec": {"replicas": 0}}""", "Ok")]
    [InlineData("""{"spec": {"replicas": 3}, "status": {"readyReplicas": 3}}""", "Ok")]
    [InlineData("""{"spec": {"replicas": 3}, "status": {}}""", "Wrong")]
    [InlineData(null, "Wrong")]
    public void The_functions_may_sleep(string? deployment, string outcome) =>
        Assert.Equal(outcome, PartsCheck.OfFunctions(Parse(deployment), "ns").Outcome.ToString());

    [Theory]
    [InlineData("""[{"type": "Ready", "status": "True"}, {"type": "Active", "status": "True"}]""", "Ok")]
    [InlineData("""[{"type": "Ready", "status": "False", "message": "no scaler"}]""", "Wrong")]
    [InlineData("""[{"type": "Ready", "status": "True"}, {"type": "Paused", "status": "True"}]""", "Wrong")]
    [InlineData("[]", "Wrong")]
    public void KEDA_must_be_ready_and_not_paused(string conditions, string outcome) =>
        Assert.Equal(
            outcome,
            PartsCheck.OfScaledObject((JsonObject)JsonNode.Parse($"{{\"status\": {{\"conditions\": {conditions}}}}}")!).Outcome.ToString()
        );

    [Fact]
    public void The_rights_of_the_parts_are_those_of_the_chart()
    {
        Assert.Contains(AccessCheck.RightsOf("functions", null), r => r is { Verb: "create", Group: "batch", Resource: "jobs" });
        Assert.Contains(AccessCheck.RightsOf("scaler-release-namespace", "ns"), r =>
            r is { Group: "coordination.k8s.io", Namespace: "ns", Name: not null }
        );
    }

    private static JsonObject? Parse(string? text) => text is null ? null : (JsonObject)JsonNode.Parse(text)!;

    private static JsonObject Established(JsonObject crd)
    {
        var copy = (JsonObject)crd.DeepClone();
        copy["status"] = JsonNode.Parse("""{"conditions": [{"type": "Established", "status": "True"}]}""");
        return copy;
    }

    private static JsonObject Without(JsonObject crd, string field)
    {
        var copy = (JsonObject)crd.DeepClone();
        var spec = (JsonObject)copy["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!["properties"]!;
        Assert.True(spec.Remove(field));
        return copy;
    }
}
