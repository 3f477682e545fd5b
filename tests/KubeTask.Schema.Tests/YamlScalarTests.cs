using Kubernetes.Yaml;

namespace KubeTask.Schema.Tests;

/// <summary>Unquoted scalars mean what they mean to kubectl.</summary>
public sealed class YamlScalarTests
{
    [Theory]
    [InlineData("")]
    [InlineData("~")]
    [InlineData("null")]
    [InlineData("Null")]
    [InlineData("NULL")]
    public void An_unquoted_null_has_five_spellings(string text) => Assert.Null(YamlScalar.Plain(text));

    [Theory]
    [InlineData("true True TRUE yes Yes YES on On ON", "true")]
    [InlineData("false False FALSE no No NO off Off OFF", "false")]
    public void An_unquoted_boolean_has_nine_spellings_for_each_value(string words, string json) =>
        Assert.All(words.Split(' '), word => Assert.Equal(json, YamlScalar.Plain(word)!.ToJsonString()));

    [Theory]
    [InlineData("0", "0")]
    [InlineData("42", "42")]
    [InlineData("-42", "-42")]
    [InlineData("+42", "42")]
    [InlineData("1_000", "1000")]
    [InlineData("017", "15")]
    [InlineData("0o17", "15")]
    [InlineData("0b101", "5")]
    [InlineData("0x1F", "31")]
    [InlineData("-0X1f", "-31")]
    [InlineData("089", "89")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    public void An_unquoted_whole_number_may_have_four_bases(string text, string json) =>
        Assert.Equal(json, YamlScalar.Plain(text)!.ToJsonString());

    [Theory]
    [InlineData("1.5", 1.5)]
    [InlineData("-.5", -0.5)]
    [InlineData("1e3", 1000)]
    [InlineData("1E-3", 0.001)]
    [InlineData("+2.5e+1", 25)]
    public void An_unquoted_number_may_have_a_fraction_and_an_exponent(string text, double value) =>
        Assert.Equal(value, YamlScalar.Plain(text)!.GetValue<double>());

    [Theory]
    [InlineData("text")]
    [InlineData("tRue")]
    [InlineData("nUll")]
    [InlineData("-")]
    [InlineData("+")]
    [InlineData("_")]
    [InlineData(".")]
    [InlineData("e")]
    [InlineData("1.2.3")]
    [InlineData("v1")]
    [InlineData("1h")]
    [InlineData("2026-01-01")]
    [InlineData("1e999")]
    [InlineData("0x")]
    [InlineData("0xfg")]
    [InlineData("0b12")]
    [InlineData("0o8")]
    [InlineData("1,000")]
    [InlineData("Infinity")]
    [InlineData("١")]
    public void Every_other_unquoted_scalar_is_a_string(string text) => Assert.Equal(text, YamlScalar.Plain(text)!.GetValue<string>());
}
