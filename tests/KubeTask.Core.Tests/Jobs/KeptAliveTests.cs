using KubeTask.Core.Jobs;

namespace KubeTask.Core.Tests.Jobs;

/// <summary>hazards.md, row 39: the command's end is in the termination message, whatever ends the container later.</summary>
public sealed class KeptAliveTests
{
    [Theory]
    [InlineData("\nkubetask: the command ended with exit code 0\n", 0, false, "")]
    [InlineData("kubetask: the command ended with exit code 137", 137, false, "")]
    [InlineData("the answer\nkubetask: the command ended with exit code 5\n", 5, false, "the answer")]
    [InlineData("kubetask: the command passed its deadline and ended with exit code 143\n", 143, true, "")]
    public void Hazard_39_the_last_line_says_how_the_command_ended(string message, int code, bool late, string rest) =>
        Assert.Equal((new KeptAliveEnd(code, late), rest), KeptAliveEnd.Read(message));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("the answer")]
    [InlineData("kubetask: the command ended with exit code 0\nand then")]
    [InlineData("I said kubetask: the command ended with exit code 0")]
    [InlineData("kubetask: the command ended with exit code 1234")]
    [InlineData("kubetask: the command ended with exit code -1")]
    public void Any_other_message_is_the_agents_own(string? message) => Assert.Equal((null, message), KeptAliveEnd.Read(message));
}
