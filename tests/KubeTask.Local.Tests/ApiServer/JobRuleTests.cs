using System.Text.Json.Nodes;

namespace KubeTask.Local.Tests.ApiServer;

/// <summary>The rules of podFailurePolicy and podReplacementPolicy.</summary>
public sealed class JobRuleTests
{
    private const string Jobs = "/apis/batch/v1/namespaces/default/jobs";

    [Theory]
    [InlineData(
        """ "podReplacementPolicy":"Never" """,
        "spec.podReplacementPolicy: Unsupported value: \"Never\": supported values: \"Failed\", \"TerminatingOrFailed\""
    )]
    [InlineData(
        """ "podReplacementPolicy":"TerminatingOrFailed","podFailurePolicy":{"rules":[]}""",
        "spec.podReplacementPolicy: Unsupported value: \"TerminatingOrFailed\": supported values: \"Failed\""
    )]
    [InlineData(
        Rule + """{"onPodConditions":[{"type":"DisruptionTarget"}]}""" + Closed,
        "spec.podFailurePolicy.rules[0].action: Required value: valid values: [\"Count\" \"FailIndex\" \"FailJob\" \"Ignore\"]"
    )]
    [InlineData(
        Rule + """{"action":"Panic","onPodConditions":[{"type":"DisruptionTarget"}]}""" + Closed,
        "spec.podFailurePolicy.rules[0].action: Unsupported value: \"Panic\": supported values: "
            + "\"Count\", \"FailIndex\", \"FailJob\", \"Ignore\""
    )]
    [InlineData(
        Rule + """{"action":"FailIndex","onPodConditions":[{"type":"DisruptionTarget"}]}""" + Closed,
        "spec.podFailurePolicy.rules[0].action: Invalid value: \"FailIndex\": requires the backoffLimitPerIndex to be set"
    )]
    [InlineData(
        Rule + """{"action":"Ignore"}""" + Closed,
        "spec.podFailurePolicy.rules[0]: Invalid value: specifying one of OnExitCodes and OnPodConditions is required"
    )]
    [InlineData(
        Rule + """{"action":"Ignore","onPodConditions":[{"type":"A"}],"onExitCodes":{"operator":"In","values":[1]}}""" + Closed,
        "spec.podFailurePolicy.rules[0]: Invalid value: specifying both OnExitCodes and OnPodConditions is not supported"
    )]
    [InlineData(
        Rule + """{"action":"Ignore","onPodConditions":[{"type":"A","status":"Maybe"}]}""" + Closed,
        "spec.podFailurePolicy.rules[0].onPodConditions[0].status: Unsupported value: \"Maybe\": supported values: "
            + "\"False\", \"True\", \"Unknown\""
    )]
    [InlineData(
        Rule + """{"action":"FailJob","onExitCodes":{"operator":"In","values":[]}}""" + Closed,
        "spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid value: []int32(nil): at least one value is required"
    )]
    [InlineData(
        Rule + """{"action":"FailJob","onExitCodes":{"operator":"In","values":[0]}}""" + Closed,
        "spec.podFailurePolicy.rules[0].onExitCodes.values[0]: Invalid value: 0: must not be 0 for the In operator"
    )]
    [InlineData(
        Rule + """{"action":"FailJob","onExitCodes":{"operator":"In","values":[7,3]}}""" + Closed,
        "spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid value: []int32{7, 3}: must be ordered"
    )]
    [InlineData(
        Rule + """{"action":"FailJob","onExitCodes":{"operator":"In","values":[3,3]}}""" + Closed,
        "spec.podFailurePolicy.rules[0].onExitCodes.values[1]: Duplicate value: 3"
    )]
    [InlineData(
        Rule + """{"action":"FailJob","onExitCodes":{"operator":"Like","values":[3]}}""" + Closed,
        "spec.podFailurePolicy.rules[0].onExitCodes.operator: Unsupported value: \"Like\": supported values: \"In\", \"NotIn\""
    )]
    [InlineData(
        Rule + """{"action":"FailJob","onExitCodes":{"containerName":"other","operator":"In","values":[3]}}""" + Closed,
        "spec.podFailurePolicy.rules[0].onExitCodes.containerName: Invalid value: \"other\": must be one of the container or "
            + "initContainer names in the pod template"
    )]
    public async Task A_policy_that_cannot_be_is_refused(string policy, string sentence)
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        using HttpClient client = server.Client();

        (int code, JsonObject status) = await ServerFixture.SendAsync(client, "POST", Jobs, Job(policy));

        Assert.Equal((422, $"Job.batch \"j\" is invalid: {sentence}"), (code, (string?)status["message"]));
    }

    [Fact]
    public async Task A_podFailurePolicy_is_stored_with_its_defaults_and_never_changes()
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        using HttpClient client = server.Client();

        (int _, JsonObject job) = await ServerFixture.SendAsync(
            client,
            "POST",
            Jobs,
            Job(Rule + """{"action":"Ignore","onPodConditions":[{"type":"DisruptionTarget"}]}""" + Closed)
        );

        JsonNode spec = job["spec"]!;
        Assert.Equal("Failed", (string?)spec["podReplacementPolicy"]);
        Assert.Equal("True", (string?)spec["podFailurePolicy"]!["rules"]![0]!["onPodConditions"]![0]!["status"]);
        (int code, JsonObject status) = await ServerFixture.SendAsync(
            client,
            "PATCH",
            $"{Jobs}/j",
            """{"spec":{"podFailurePolicy":null}}""",
            "application/merge-patch+json"
        );
        Assert.Equal(422, code);
        Assert.Contains("spec.podFailurePolicy", (string?)status["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_old_server_drops_both_policies_without_a_word()
    {
        await using ServerFixture server = await ServerFixture.StartAsync(options => options with { OldJobs = true });
        using HttpClient client = server.Client();

        (int code, JsonObject job) = await ServerFixture.SendAsync(
            client,
            "POST",
            Jobs,
            Job(""" "podReplacementPolicy":"Failed","podFailurePolicy":{"rules":[{"action":"Panic"}]}""")
        );

        Assert.Equal(201, code);
        Assert.Null(job["spec"]!["podReplacementPolicy"]);
        Assert.Null(job["spec"]!["podFailurePolicy"]);
    }

    private const string Rule = """ "podFailurePolicy":{"rules":[""";
    private const string Closed = "]}";

    private static string Job(string policy) =>
        """{"metadata":{"name":"j"},"spec":{"""
        + policy
        + ","
        + """ "template":{"spec":{"restartPolicy":"Never","containers":[{"name":"agent","image":"echo"}]}}}}""";
}
