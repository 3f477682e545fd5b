using System.Text.Json.Nodes;
using PocketKube.ApiServer.Kinds.PodSpecs;

namespace KubeTask.Local.Tests.ApiServer;

/// <summary>
/// Mistakes in a pod's spec. The transcript <c>pods</c> compares most of them with a real server's answers; here is what that one
/// can't show.
/// </summary>
public sealed class PodSpecTests
{
    private const string Jobs = "/apis/batch/v1/namespaces/default/jobs";

    [Fact]
    public async Task Every_mistake_of_a_template_is_a_cause_with_its_field()
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        using HttpClient client = server.Client();

        (int code, JsonObject status) = await ServerFixture.SendAsync(
            client,
            "POST",
            Jobs,
            Job(
                """
                "volumes":[{"name":"v","emptyDir":{}},{"name":"v","emptyDir":{}}],
                "tolerations":[{"key":"k","operator":"Is"}]
                """,
                """
                "volumeMounts":[{"name":"v","mountPath":"/a"},{"name":"v","mountPath":"/a"},{"name":"nosuch","mountPath":"/b"}],
                "env":[{"name":"A=B"}],
                "resources":{"limits":{"cpu":"1","memory":"-1"},"requests":{"cpu":2}}
                """
            )
        );

        Assert.Equal((422, "Invalid"), (code, (string?)status["reason"]));
        Assert.Equal(
            [
                ("FieldValueDuplicate", "spec.template.spec.volumes[1].name"),
                ("FieldValueInvalid", "spec.template.spec.containers[0].env[0].name"),
                ("FieldValueInvalid", "spec.template.spec.containers[0].volumeMounts[1].mountPath"),
                ("FieldValueNotFound", "spec.template.spec.containers[0].volumeMounts[2].name"),
                ("FieldValueInvalid", "spec.template.spec.containers[0].resources.limits[memory]"),
                ("FieldValueInvalid", "spec.template.spec.containers[0].resources.requests"),
                ("FieldValueNotSupported", "spec.template.spec.tolerations[0].operator"),
            ],
            status["details"]!["causes"]!.AsArray().Select(c => ((string)c!["reason"]!, (string)c["field"]!))
        );
        Assert.Contains(
            "spec.template.spec.containers[0].resources.requests: Invalid value: \"2\": must be less than or equal to cpu limit of 1",
            (string?)status["message"],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_amount_that_cannot_be_read_is_a_bad_request()
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        using HttpClient client = server.Client();

        (int code, JsonObject status) = await ServerFixture.SendAsync(
            client,
            "POST",
            Jobs,
            Job("", """ "resources":{"limits":{"cpu":"lots"}}""")
        );

        Assert.Equal(
            (
                400,
                "Job in version \"v1\" cannot be handled as a Job: quantities must match the regular expression "
                    + "'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
            ),
            (code, (string?)status["message"])
        );
    }

    [Fact]
    public async Task A_variable_that_is_there_twice_is_stored_with_a_warning()
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        using HttpClient client = server.Client();
        string job = Job("", """ "env":[{"name":"A","value":"b"},{"name":"A","value":"$(A) c"},{"name":"A","value":"d"}]""");
        using var body = new StringContent(job, System.Text.Encoding.UTF8, "application/json");

        using HttpResponseMessage answer = await client.PostAsync(
            new Uri(Jobs, UriKind.Relative),
            body,
            TestContext.Current.CancellationToken
        );

        Assert.Equal(System.Net.HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(
            "299 - \"spec.template.spec.containers[0].env[2]: hides previous definition of \\\"A\\\", "
                + "which may be dropped when using apply\"",
            Assert.Single(answer.Headers.GetValues("Warning"))
        );
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0.0", "0")]
    [InlineData("1", "1")]
    [InlineData("+5", "5")]
    [InlineData("007", "7")]
    [InlineData("1000", "1k")]
    [InlineData("0.5", "500m")]
    [InlineData("1.5Gi", "1536Mi")]
    [InlineData("1024Mi", "1Gi")]
    [InlineData("1023", "1023")]
    [InlineData("512Ki", "512Ki")]
    [InlineData("0.5Ki", "512")]
    [InlineData("-1Gi", "-1Gi")]
    [InlineData("1e3", "1e3")]
    [InlineData("12E", "12E")]
    [InlineData("0.0000000001", "1n")]
    [InlineData("1e-100", "1e-9")]
    [InlineData("1e100", "10e99")]
    [InlineData("1234567890123456789012345", "9223372036854775807")]
    [InlineData("99999999999999999999999999999999999999Ei", "9223372036854775807")]
    public void A_quantity_has_one_canonical_form(string text, string canonical)
    {
        var quantity = Quantity.Parse(text, out string? wrong);

        Assert.Equal((null, canonical), (wrong, quantity.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("lots")]
    [InlineData("1 Gi")]
    [InlineData("1.5.5")]
    [InlineData("1Gib")]
    [InlineData("0x10")]
    public void What_is_no_quantity_is_refused(string text)
    {
        _ = Quantity.Parse(text, out string? wrong);

        Assert.StartsWith("quantities must match the regular expression", wrong, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1KM")]
    [InlineData("1e")]
    [InlineData("1Mi5")]
    [InlineData("--1")]
    public void An_unknown_suffix_of_a_quantity_is_refused(string text)
    {
        _ = Quantity.Parse(text, out string? wrong);

        Assert.Equal("unable to parse quantity's suffix", wrong);
    }

    private static string Job(string spec, string container) =>
        """{"metadata":{"name":"j"},"spec":{"template":{"spec":{"restartPolicy":"Never","""
        + """ "containers":[{"name":"agent","image":"echo" """
        + Next(container)
        + "}]"
        + Next(spec)
        + "}}}}";

    private static string Next(string fields) => fields.Length == 0 ? "" : "," + fields;
}
