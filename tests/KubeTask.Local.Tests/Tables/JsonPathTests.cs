using System.Text.Json.Nodes;
using PocketKube.ApiServer.Tables;

namespace KubeTask.Local.Tests.Tables;

public sealed class JsonPathTests
{
    private const string Document = """
        {"a":{"b.c/d":"dotted","n":null},
         "status":{"conditions":[{"type":"Ready","status":"True","n":1},
           {"type":"Stalled","status":"False","n":2.5},{"type":"x y","status":"Unknown","n":10,"more":{}}]}}
        """;

    [Theory]
    [InlineData(".status.conditions[?(@.type==\"Ready\")].status", "True")]
    [InlineData(".status.conditions[?(@.type=='Stalled')].status", "False")]
    [InlineData(".status.conditions[?(@.type == \"x y\")].status", "Unknown")]
    [InlineData(".status.conditions[?(@.type!=\"Ready\")].status", "False|Unknown")]
    [InlineData(".status.conditions[?(@.n>1)].n", "2.5|10")]
    [InlineData(".status.conditions[?(@.n>=2.5)].n", "2.5|10")]
    [InlineData(".status.conditions[?(@.n<2.5)].n", "1")]
    [InlineData(".status.conditions[?(@.n<=2.5)].n", "1|2.5")]
    [InlineData(".status.conditions[?(@.n>\"word\")].n", "")]
    [InlineData(".status.conditions[?(@.more)].type", "x y")]
    [InlineData(".status.conditions[?(@.none==\"x\")].type", "")]
    [InlineData(".status.conditions[*].type", "Ready|Stalled|x y")]
    [InlineData(".status.conditions[0].type", "Ready")]
    [InlineData(".status.conditions[-1].type", "x y")]
    [InlineData(".status.conditions[3].type", "")]
    [InlineData(".status.conditions[-4].type", "")]
    [InlineData(".status.conditions[0:2].type", "Ready|Stalled")]
    [InlineData(".status.conditions[-2:].type", "Stalled|x y")]
    [InlineData(".status.conditions[2:1].type", "")]
    [InlineData("{.status.conditions[0].type}", "Ready")]
    [InlineData("$.status['conditions'][0]['type']", "Ready")]
    [InlineData(".a.b\\.c/d", "dotted")]
    [InlineData(".a['b\\.c/d']", "dotted")]
    [InlineData(".a.n", "")]
    [InlineData(".a.*", "dotted")]
    [InlineData(".status[0]", "")]
    [InlineData(".status.conditions.type", "")]
    [InlineData(".none.at.all", "")]
    public void A_JSONPath_finds_its_values(string path, string expected)
    {
        IEnumerable<JsonNode> found = JsonPath.TryParse(path)!.Find(JsonNode.Parse(Document)!);

        Assert.Equal(expected, string.Join('|', found.Select(static n => n.ToString())));
    }

    [Theory]
    [InlineData(".a[")]
    [InlineData("a")]
    [InlineData(".a[?(b)]")]
    [InlineData(".a['b.c/d']")]
    [InlineData("..a")]
    public void An_invalid_JSONPath_is_refused(string path) => Assert.Null(JsonPath.TryParse(path));
}
