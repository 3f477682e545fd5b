using KubeTask.Cli.Completion;

namespace KubeTask.Cli.Tests.Help;

/// <summary>What may come next on a command line, without a cluster.</summary>
public sealed class CompleterTests
{
    [Theory]
    [InlineData("tr", "trigger", null)]
    [InlineData("list --ph", "--phase", null)]
    [InlineData("list --phase R", "Running", null)]
    [InlineData("list --phase=R", "Running", null)]
    [InlineData("list --phase = R", "Running", null)]
    [InlineData("completion f", "fish", null)]
    [InlineData("logs ", "", "Tasks")]
    [InlineData("logs a ", "", null)]
    [InlineData("stop a ", "", "RunningTasks")]
    [InlineData("retry ", "", "EndedTasks")]
    [InlineData("resume ", "", "CronTasks")]
    [InlineData("run --agent ", "", "Agents")]
    [InlineData("run --agent=de", "", "Agents")]
    [InlineData("list -n ", "", "Namespaces")]
    [InlineData("--kube-context ", "", "KubeContexts")]
    [InlineData("render -f ", "", "Files")]
    public void The_next_word_is_known_or_it_is_known_where_it_comes_from(string line, string values, string? live)
    {
        Candidates candidates = Completer.Find(CliProgram.CreateRoot(), line.Split(' '));

        Assert.Equal(values, string.Join(' ', candidates.Values.Select(v => v.Value)));
        Assert.Equal(live, candidates.Live?.ToString());
    }

    [Fact]
    public void An_option_that_is_given_already_is_not_offered_again()
    {
        Candidates candidates = Completer.Find(CliProgram.CreateRoot(), ["logs", "--follow", "x", "--"]);

        Assert.DoesNotContain(candidates.Values, v => v.Value == "--follow");
        Assert.Contains(candidates.Values, v => v.Value == "--tail");
    }

    [Fact]
    public void The_cluster_is_asked_with_the_options_that_are_complete() =>
        Assert.Equal(
            ["-n", "team", "logs"],
            Completer.Find(CliProgram.CreateRoot(), ["-n", "team", "logs", "--kube-context", ""]).Complete
        );
}
