using System.Text.Json.Nodes;

namespace KubeTask.Core.Tests;

public sealed class ExpectedWritesTests
{
    private const string Full = """
        {"writes":[{"status":{"phase":"Failed","conditions":[
          {"lastTransitionTime":"t","message":"found","type":"Accepted"},
          {"lastTransitionTime":"t","message":"failed","type":"Complete"},
          {"lastTransitionTime":"t","message":"failed","type":"Ready"}]}}]}
        """;

    private const string Short = """
        {"writes":[{"status":{"phase":"Failed","conditionsMessage":"failed","conditions":[
          {"lastTransitionTime":"t","message":"found","type":"Accepted"},
          {"lastTransitionTime":"t","type":"Complete"},
          {"lastTransitionTime":"t","type":"Ready"}]}}]}
        """;

    [Fact]
    public void A_condition_without_a_message_gets_the_shared_one_and_others_keep_theirs() =>
        Assert.Equal(Json(Full).ToJsonString(), ExpectedWrites.InFull(Json(Short)).ToJsonString());

    [Fact]
    public void A_message_of_several_conditions_is_stated_once() =>
        Assert.Equal(Json(Short).ToJsonString(), ExpectedWrites.Shorten(Json(Full)).ToJsonString());

    [Fact]
    public void A_missing_message_without_a_shared_one_stays_missing()
    {
        JsonObject expected = Json("""{"writes":[{"status":{"conditions":[{"lastTransitionTime":"t","type":"Ready"}]}}]}""");
        Assert.Equal(expected.ToJsonString(), ExpectedWrites.InFull(expected).ToJsonString());
        Assert.Equal(expected.ToJsonString(), ExpectedWrites.Shorten(expected).ToJsonString());
    }

    [Fact]
    public void A_shared_message_that_no_condition_takes_is_an_error() =>
        Assert.Throws<FormatException>(() =>
            ExpectedWrites.InFull(
                Json("""{"writes":[{"status":{"conditionsMessage":"x","conditions":[{"message":"y","type":"Ready"}]}}]}""")
            )
        );

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();
}
