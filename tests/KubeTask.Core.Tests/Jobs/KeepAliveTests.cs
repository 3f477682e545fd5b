using KubeTask.Core.Agents;
using KubeTask.Core.Api;
using KubeTask.Core.Validation;

namespace KubeTask.Core.Tests.Jobs;

public sealed class KeepAliveTests
{
    [Theory]
    [InlineData("1h", 3600)]
    [InlineData("30m", 1800)]
    [InlineData("45s", 45)]
    [InlineData("1000ms", 1)]
    [InlineData("1001ms", 2)]
    [InlineData("1.5h", 5400)]
    [InlineData("1h2m3s", 3723)]
    [InlineData("1s", 1)]
    [InlineData("2147483647s", int.MaxValue)]
    [InlineData("", 3600)]
    [InlineData(null, 3600)]
    public void A_duration_is_read_as_seconds(string? text, int seconds) =>
        Assert.Equal((seconds, null), KeepAlive.Seconds(new HumanInTheLoop { KeepAlive = text }));

    /// <summary>Kubernetes makes one dollar sign of two in a command, and expands $(NAME) for a variable of that name.</summary>
    [Fact]
    public void The_wrapper_has_nothing_that_Kubernetes_expands()
    {
        Assert.DoesNotContain("$$", KeepAlive.Script, StringComparison.Ordinal);
        Assert.DoesNotContain("$(", KeepAlive.Script, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0s")]
    [InlineData("999ms")]
    [InlineData("2147483648s")]
    [InlineData("1")]
    [InlineData("h")]
    [InlineData("1h ")]
    [InlineData("1h\n")]
    [InlineData("-1h")]
    [InlineData("1d")]
    [InlineData("99999999999999999999999999999h")]
    public void A_text_that_is_not_a_duration_is_refused(string text) =>
        Assert.Equal(
            (null, $"humanInTheLoop.keepAlive \"{text.Replace('\n', ' ')}\": {RuleText.KeepAliveIsDuration}"),
            KeepAlive.Seconds(new HumanInTheLoop { KeepAlive = text })
        );

    [Fact]
    public void Seconds_win_over_a_duration() =>
        Assert.Equal((7, null), KeepAlive.Seconds(new HumanInTheLoop { KeepAliveSeconds = 7, KeepAlive = "1h" }));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_keep_alive_of_no_time_is_refused(int seconds) =>
        Assert.Equal(
            (null, $"humanInTheLoop.keepAliveSeconds {seconds} isn't positive; write the seconds to keep it alive"),
            KeepAlive.Seconds(new HumanInTheLoop { KeepAliveSeconds = seconds, KeepAlive = "1h" })
        );
}
