using System.CommandLine;
using KubeTask.Cli.Invocations;

namespace KubeTask.Cli.Tests.Help;

/// <summary>What is said of a command line that is wrong.</summary>
public sealed class ProblemTests
{
    [Theory]
    [InlineData("lst", "kubectl kubetask has no command \"lst\"; did you mean list?")]
    [InlineData("frobnicate -x", "kubectl kubetask has no command \"frobnicate\"; see kubectl kubetask --help")]
    [InlineData("logs", "kubectl kubetask logs needs NAME; see kubectl kubetask logs --help")]
    [InlineData("logs a b", "kubectl kubetask logs has an argument too many, \"b\"; put text with blanks into quotes")]
    [InlineData("logs a --folow", "kubectl kubetask logs has no option --folow; did you mean --follow?")]
    [InlineData("logs --nope", "kubectl kubetask logs has no option --nope; see kubectl kubetask logs --help")]
    [InlineData("logs a -n", "--namespace needs a value: --namespace NAMESPACE")]
    [InlineData("logs a --tail x", "--tail: \"x\" is not a whole number from 0 on; write such a number")]
    [InlineData(
        "list --context prod",
        "kubectl kubetask list has no option --context: of KubeTask's commands only run has it, for Contexts of a "
            + "Task; the context of the kubeconfig is --kube-context"
    )]
    [InlineData("list --as a --as b", "--as is given 2 times; write it once")]
    [InlineData("doctor x", "kubectl kubetask doctor takes no argument, but has \"x\"; see kubectl kubetask doctor --help")]
    public void A_mistake_is_one_sentence_that_says_what_to_write(string line, string problem) =>
        Assert.Equal(problem, Problems.Of(Parse(line)));

    [Theory]
    [InlineData("list -A -o wide --phase Running")]
    [InlineData("logs -fn team a")]
    [InlineData("run - --context a=b --context c/d")]
    [InlineData("run -f - --watch")]
    [InlineData("run -- --looks-like-an-option")]
    [InlineData("stop a b c --wait")]
    public void What_is_right_has_no_problem(string line) => Assert.Null(Problems.Of(Parse(line)));

    private static ParseResult Parse(string line) => CliProgram.CreateRoot().Parse(line.Split(' '));
}
