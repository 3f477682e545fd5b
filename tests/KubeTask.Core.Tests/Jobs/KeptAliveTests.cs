using System.Diagnostics;
using System.Globalization;
using KubeTask.Core.Agents;
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

    /// <summary>The watch may outlive the command: a shell that has just started can miss the signal to end.</summary>
    [Fact]
    public async Task Hazard_39_while_the_container_stays_the_signal_of_a_passed_deadline_is_ignored()
    {
        const ulong UserSignal1 = 1UL << 9;
        string log = Path.GetTempFileName();
        string script = KeepAlive.Script.Replace("/dev/termination-log", log, StringComparison.Ordinal);
        using Process shell = Process.Start(
            new ProcessStartInfo("sh", ["-c", script, "kubetask", "true"])
            {
                RedirectStandardError = true,
                Environment = { [KeepAlive.SecondsVariable] = "60" },
            }
        )!;
        try
        {
            Assert.Contains(
                "stays",
                await shell.StandardError.ReadLineAsync(TestContext.Current.CancellationToken),
                StringComparison.Ordinal
            );

            string status = await File.ReadAllTextAsync($"/proc/{shell.Id}/status", TestContext.Current.CancellationToken);
            string ignored = status.Split('\n').Single(l => l.StartsWith("SigIgn:", StringComparison.Ordinal))["SigIgn:".Length..];
            Assert.Equal(UserSignal1, ulong.Parse(ignored.Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & UserSignal1);
        }
        finally
        {
            shell.Kill(entireProcessTree: true);
            File.Delete(log);
        }
    }
}
