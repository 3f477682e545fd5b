using System.Text.Json.Nodes;
using Kubernetes.Yaml;
using PocketKube.ApiServer.Crd;
using PocketKube.ApiServer.Crd.Cel;

namespace KubeTask.Local.Tests.ApiServer;

/// <summary>The part of CEL that the rules of our kinds are made of.</summary>
public sealed class CelTests
{
    private const string Value =
        """{"name":"a\u00e9","empty":"","on":true,"off":false,"two":2,"half":0.5,"list":["a","b"],"items":[{"n":1},"""
        + """{"n":2}],"map":{"k":"v"}}""";

    [Theory]
    [InlineData("true")]
    [InlineData("!false && (true || false)")]
    [InlineData("self.on && !self.off")]
    [InlineData("has(self.name) && !has(self.other) && has(self.map.k)")]
    [InlineData("self.name == 'a\u00e9' && self.name != \"a\"")]
    [InlineData("size(self.name) == 2 && self.name.size() == 2 && size(self.list) == 2 && size(self.map) == 1")]
    [InlineData("self.two == 2 && self.two > 1 && self.two >= 2 && self.two < 3 && self.two <= 2 && self.two > -1")]
    [InlineData("self.half < 1 && self.half == 0.5 && self.two > 1.5")]
    [InlineData("'a' < 'b' && 'B' < 'a'")]
    [InlineData("self.two in [1, 2] && !(self.two in []) && 'a' in self.list && 'k' in self.map")]
    [InlineData("self.list[1] == 'b' && self.map['k'] == 'v' && self.items[0].n == 1")]
    [InlineData("self.items.all(i, i.n > 0) && self.items.exists(i, i.n == 2) && !self.items.exists(i, i.n == self.half)")]
    [InlineData("self.list.exists(a, self.items.all(b, a == 'b' && b.n > 0))")]
    [InlineData("self.on ? self.two == 2 : self.none")]
    [InlineData("self.items == self.items && self.map != self.items[0] && self.map.k == self.map.k")]
    [InlineData("'it\\'s \\\"\\\\\\n'.contains('\\\\') && r'\\d' == '\\\\d' && \"it's\" == 'it\\'s'")]
    [InlineData("'abc'.startsWith('ab') && 'abc'.endsWith('bc') && 'abc'.contains('b') && !'abc'.contains('B')")]
    [InlineData("'/a/b'.matches(r'^(/[a-z]+)+$') && 'xay'.matches('a') && !'a\\n'.matches('^a$') && 'a$'.matches(r'a\\$')")]
    [InlineData("null == null && self.empty == ''")]
    [InlineData("self.?name.orValue('b') == 'a\u00e9' && self.?none.orValue('b') == 'b' && self.?none.orValue([]).all(x, x > 1)")]
    [InlineData(
        "self.?none.?k.orValue(1) == 1 && self.?none.k.orValue(1) == 1 && self.?map.k.orValue('') == 'v' && self.map.?k.orValue('') == 'v'"
    )]
    public void A_true_CEL_expression_evaluates_to_true(string expression) => Assert.Equal(true, Evaluate(expression));

    /// <summary>A side that decides does so even where the other has no value.</summary>
    [Theory]
    [InlineData("self.none || true", true)]
    [InlineData("true || self.none", true)]
    [InlineData("self.none && false", false)]
    [InlineData("false && self.none", false)]
    public void A_CEL_operator_decides_by_one_side_if_it_can(string expression, bool value) => Assert.Equal(value, Evaluate(expression));

    [Theory]
    [InlineData("self.none", "no such key: none")]
    [InlineData("self.none && true", "no such overload")]
    [InlineData("self.map['x']", "no such key: x")]
    [InlineData("self.list[2]", "index out of bounds: 2")]
    [InlineData("self.name.none", "no such overload")]
    [InlineData("self.?name.none", "no such overload")]
    [InlineData("self.name.orValue('')", "no such overload")]
    [InlineData("self.name < 1", "no such overload")]
    [InlineData("size(self.two)", "no such overload")]
    [InlineData("other", "undeclared reference to 'other'")]
    public void A_CEL_expression_without_a_value_reports_why(string expression, string why) =>
        Assert.Equal(why, Assert.Throws<CelException>(() => Evaluate(expression)).Message);

    [Theory]
    [InlineData("")]
    [InlineData("self.")]
    [InlineData("self.a == ")]
    [InlineData("(true")]
    [InlineData("true)")]
    [InlineData("1 + 1 == 2")]
    [InlineData("has(true)")]
    [InlineData("'open")]
    [InlineData("self.list.map(x, x)")]
    [InlineData("{'a': 1}")]
    [InlineData("'\\x41'")]
    [InlineData("- 'a'")]
    public void An_unsupported_CEL_expression_differs_from_a_false_one(string expression) =>
        Assert.Throws<CelSyntaxException>(() => CelParser.Parse(expression));

    [Fact]
    public void Every_CEL_rule_of_the_KubeTask_kinds_can_be_parsed()
    {
        string crds = Path.Combine(AppContext.BaseDirectory, "crds");

        Assert.Equal(
            Directory.GetFiles(crds).Sum(f => File.ReadAllText(f).Split("rule: ").Length - 1),
            Directory
                .GetFiles(crds)
                .Sum(f =>
                    Rules(StructuralSchema.Parse(YamlJson.ReadFile(f)!["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!.AsObject()))
                )
        );

        static int Rules(StructuralSchema schema) =>
            schema.Rules.Length + schema.Properties.Values.Sum(Rules) + (schema.Items is { } items ? Rules(items) : 0);
    }

    private static object? Evaluate(string expression) =>
        CelParser.Parse(expression).Evaluate(new CelScope("self", CelValue.Of(JsonNode.Parse(Value))));
}
